# Watches the server, copies its log and writes the machine's report, as long as the machine runs.
# It never starts or stops the server, which is systemd's part. The one thing it asks for, by ending
# with 42, is that a machine on which nobody has been for long powers itself off.
#
# Python 3.9, standard library, no rights but to read and to write its own two files. AC_MINUTE
# makes its minutes shorter for tests.
import calendar
import collections
import contextlib
import http.client
import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time

PLAN = "/opt/ac-deploy/plan.json"
INSTALLED = "/opt/ac-deploy/installed"
REPORT = "/run/ac-deploy/server-info.txt"
LOG = "/var/log/ac-deploy/server.log"
UNIT = "ac-server.service"
IMDS = "169.254.169.254"

MINUTE = float(os.environ.get("AC_MINUTE", "60"))
# While something is on its way every look may bring news; a server that is up is looked at less.
SOON, LATER = MINUTE / 120, MINUTE / 20
LOG_BYTES = 4 << 20
TIME = "%Y-%m-%dT%H:%M:%SZ"
NOBODY_IS_HERE = 42

KEYS = (
    "BOOT", "PHASE", "AC_SERVER_LINK", "LINK_SOURCE", "SERVER_STATUS", "PROCESS_ID", "EXIT_CODE",
    "RESTARTS", "PUBLIC_IP", "HTTP_PORT", "TCP_PORT", "UDP_PORT", "PORTS_OPEN", "CLIENTS",
    "MAX_CLIENTS", "IDLE_SINCE", "STOPS_AT", "ERROR",
)

LINK = re.compile(
    r"(https?://acstuff\.(?:ru|club)/s/)(?:q:race/online/join\?([!#-~]+)|q/[a-z0-9_-]{1,64})", re.I
)

# Why a server ended, in words for a league admin; the same as in scripts/windows/monitor.ps1.
CAUSES = [
    (
        r"LOBBY COULD NOT BE RACHED|CHECK YOUR PORT FORWARDING|NOT REGISTERED WITH LOBBY|CONNECTION TO LOBBY FAILED",
        "The lobby of Assetto Corsa could not reach the server, so the server ended itself. Check its ports, or pack it with REGISTER_TO_LOBBY=0.",
    ),
    (
        r"Error listening|ReadFromUDP\(|address already in use|Only one usage of each socket address",
        "A port that the server needs is taken. Check that UDP_PORT, TCP_PORT and HTTP_PORT of the pack do not collide.",
    ),
    (
        r"(?m)^(?!CHECKSUM|WARNING).*data\.acd.*(?:not find|not found|cannot|no such|missing)",
        "The server misses the data.acd of a car. Pack it again with the car installed.",
    ),
    (
        r"AssettoServer has failed to start",
        "AssettoServer cannot start with this configuration. Its log says what to change.",
    ),
]


@contextlib.contextmanager
def deadline(seconds):
    # A socket's own timeout counts anew with every byte that arrives.
    def late(*_):
        raise TimeoutError("no answer in time")

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# The body of a 200; nothing for any other answer or none.
def ask(host, port, path, method="GET", headers={}):
    connection = http.client.HTTPConnection(host, port, timeout=3)
    try:
        with deadline(3):
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            body = answer.read(1 << 18)
        return body.decode("utf-8", "replace") if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


# Nothing while the machine has no public address (the metadata service answers 404).
def public_address():
    lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    token = ask(IMDS, 80, "/latest/api/token", "PUT", lifetime)
    if not token:
        return None
    ip = ask(IMDS, 80, "/latest/meta-data/public-ipv4", headers={"X-aws-ec2-metadata-token": token})
    return ip if ip and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", ip) else None


# What the server says of itself: how many are connected, and for how many there is room.
def players(port):
    text = ask("127.0.0.1", port, "/INFO")
    try:
        info = json.loads(text) if text else None
        return {"CLIENTS": int(info["clients"]), "MAX_CLIENTS": int(info["maxclients"])} if info else None
    # The last two: a number without end, brackets without end. It is a user's program.
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return {}


# The ports on which something listens, of both IP versions.
def listening():
    ports = set()
    for protocol in ("tcp", "udp"):
        for version in ("", "6"):
            try:
                with open("/proc/net/" + protocol + version) as table:
                    next(table)
                    for line in table:
                        fields = line.split()
                        # 0A is LISTEN; UDP has no such state.
                        if protocol == "udp" or fields[3] == "0A":
                            ports.add((protocol, int(fields[1].rpartition(":")[2], 16)))
            except FileNotFoundError:
                pass
    return ports


def utc(seconds):
    return time.strftime(TIME, time.gmtime(seconds))


def log_trouble(text):
    print(text, flush=True)
    with contextlib.suppress(OSError), open("/var/log/ac-deploy/deployment.log", "a") as log:
        log.write("%s monitor: %s\n" % (utc(time.time()), text))


# What the server prints, from the journal, line by line as it is printed.
class Log:
    def __init__(self):
        # The last hour, so that a monitor that was started anew knows what the one before it did;
        # across boots (only with --merge), since the last one may explain this one. Not --lines=:
        # with that, systemd 252 loses lines where there were none at first.
        self.journal = subprocess.Popen(
            ["journalctl", "--follow", "--merge", "--since=-1h", "--quiet", "--output=json",
             "--output-fields=MESSAGE,_SYSTEMD_INVOCATION_ID", "_SYSTEMD_UNIT=" + UNIT],
            stdout=subprocess.PIPE,
        )
        os.set_blocking(self.journal.stdout.fileno(), False)
        self.rest = b""
        self.file = None
        self.begin("")
        self.rotate()

    def begin(self, run):
        self.run = run
        self.links = []
        self.lines = collections.deque(maxlen=1000)

    def rotate(self):
        if self.file:
            self.file.close()
        if os.path.exists(LOG) and os.path.getsize(LOG) > 0:
            os.replace(LOG, LOG + ".1")
        self.file = open(LOG, "w", buffering=1, encoding="utf-8", errors="replace")

    def read(self):
        # Nothing (None) where there is nothing yet, nothing (b"") where it has ended.
        chunk = self.journal.stdout.read(1 << 16)
        if chunk == b"":
            sys.exit("journalctl has ended")
        *lines, self.rest = (self.rest + (chunk or b"")).split(b"\n")
        for line in lines:
            self.take(json.loads(line))

    def take(self, entry):
        text = entry.get("MESSAGE") or ""
        if isinstance(text, list):
            # So the journal writes what is not plain text, such as colours.
            text = bytes(text).decode("utf-8", "replace")
        run = entry.get("_SYSTEMD_INVOCATION_ID", "")
        if run != self.run:
            self.begin(run)
            self.write("--- start of the server, %s ---" % utc(int(entry["__REALTIME_TIMESTAMP"]) / 1e6))
        self.lines.append(text[:2000])
        if len(self.links) < 20:
            self.links += [(found.group(), found[1], found[2]) for found in LINK.finditer(text)]
        self.write(re.sub(r"(?i)(pass(?:word)?\w*\s*[:=]\s*)[^\r\n&]+", r"\1***", text))

    # A full disk costs lines of the log and no more.
    def write(self, text):
        try:
            if self.file.tell() > LOG_BYTES:
                self.rotate()
            self.file.write(text + "\n")
        except OSError as error:
            print("server.log: %s" % error, flush=True)

    # The link that the server printed for itself: the first direct one with our address and port,
    # since players write links into the chat; else, where that is still taken, the first short one.
    def link(self, ip, port, take_short):
        short = None
        for whole, start, query in self.links:
            if query is None:
                if take_short and not short:
                    short = whole
            elif re.search(r"(?i)&ip=%s(&|$)" % re.escape(ip), "&" + query) and re.search(
                r"(?i)&httpPort=%d(?![0-9])" % port, "&" + query
            ):
                # Put together anew, so that no password comes along.
                return "%sq:race/online/join?ip=%s&httpPort=%d" % (start, ip, port)
        return short

    # Only asked once the server has ended: a running server's log may hold anything that players
    # write.
    def cause(self, run, code):
        text = "\n".join(self.lines) if run == self.run else ""
        for pattern, words in CAUSES:
            if re.search(pattern, text, re.I):
                return words
        return "The server program ended by itself with code %s. Its log may say why." % code


# What systemd knows of the server. Asked only where something may have changed: a process that runs
# tells of its end by itself.
class Service:
    def __init__(self, selector):
        self.selector = selector
        self.pidfd = None
        self.pid = None
        self.run = ""
        self.starts = 0
        self.state = "inactive"
        self.code = None

    def look(self):
        if self.pidfd is not None:
            return
        keys = ["ActiveState", "MainPID", "NRestarts", "InvocationID", "ExecMainCode", "ExecMainStatus"]
        told = subprocess.run(
            ["systemctl", "show", "--property=" + ",".join(keys), UNIT],
            stdout=subprocess.PIPE, timeout=10, check=True, encoding="ascii",
        )
        now = dict(line.split("=", 1) for line in told.stdout.splitlines())
        self.state = now["ActiveState"]
        # Code 1: it ended by itself; otherwise by a signal, which shells write so.
        if now["ExecMainCode"] != "0":
            self.code = int(now["ExecMainStatus"]) + (0 if now["ExecMainCode"] == "1" else 128)
        self.pid = int(now["MainPID"]) or None
        # Every restart was a start, seen or not.
        self.starts = max(self.starts, int(now["NRestarts"]))
        if self.pid and self.state == "active":
            if now["InvocationID"] != self.run:
                self.run = now["InvocationID"]
                self.starts += 1
            try:
                self.pidfd = os.pidfd_open(self.pid)
                self.selector.register(self.pidfd, selectors.EVENT_READ, self.ended)
            except ProcessLookupError:
                self.pid = None
        else:
            self.pid = None

    def ended(self):
        self.selector.unregister(self.pidfd)
        os.close(self.pidfd)
        self.pidfd = None


# Since when nobody has been here. By the clock that nobody sets, and by the one that people read.
class Idle:
    def __init__(self, minutes):
        self.seconds = minutes * MINUTE if minutes else None
        self.reset()

    def reset(self, wall=None):
        now = time.time()
        self.wall = now if wall is None else min(wall, now)
        self.start = time.monotonic() - (now - self.wall)

    def left(self):
        return None if self.seconds is None else self.start + self.seconds - time.monotonic()

    # When the machine powers itself off, once that is near enough to be told.
    def stops_at(self):
        left = self.left()
        if left is None or left > min(3 * MINUTE, self.seconds / 2):
            return None
        return utc(self.wall + self.seconds)


class Monitor:
    def __init__(self):
        with open(PLAN) as file:
            self.plan = json.load(file)
        self.boot = os.environ.get("AC_BOOT")
        self.selector = selectors.DefaultSelector()
        self.log = Log()
        self.selector.register(self.log.journal.stdout, selectors.EVENT_READ, self.log.read)
        self.service = Service(self.selector)
        self.idle = Idle(self.plan.get("idle_minutes"))
        self.ip = None
        self.ip_asked = None
        self.run = None
        self.begin()
        self.was_online = False
        self.answered = None
        self.gave_up = False
        self.said = None
        self.said_at = 0.0
        # What the set-up said, or the monitor before this one.
        self.before = {}
        with contextlib.suppress(FileNotFoundError), open(REPORT) as file:
            self.before = dict(line.rstrip("\n").split("=", 1) for line in file)
        if self.before.get("IDLE_SINCE"):
            self.idle.reset(calendar.timegm(time.strptime(self.before["IDLE_SINCE"], TIME)))
            self.was_online = True

    # A new start of the server is a new log and a new link.
    def begin(self):
        self.run = self.service.run
        self.online_since = None
        self.link = None
        self.source = None
        self.counted = False

    def look_at_address(self):
        now = time.monotonic()
        if self.ip_asked is not None and now - self.ip_asked < (MINUTE if self.ip else LATER):
            return
        self.ip_asked = now
        ip = public_address()
        if ip and ip != self.ip:
            self.ip = ip
            self.source = None

    # One from the log wins, else it is built once the server answers.
    def look_at_link(self, answers):
        if not self.ip or self.source == "log":
            return
        port = self.plan["http_port"]
        link = self.log.link(self.ip, port, self.online_since is None) if self.log.run == self.run else None
        if link:
            self.link, self.source = link, "log"
        elif answers:
            self.link = "%sip=%s&httpPort=%d" % (self.plan["link"], self.ip, port)
            self.source = "built"

    # One look at everything; the report's values.
    def look(self):
        plan, service = self.plan, self.service
        self.look_at_address()
        service.look()
        if service.run != self.run:
            self.begin()
        values = {"BOOT": self.boot, "PHASE": "starting", "PUBLIC_IP": self.ip}
        if not os.path.exists(INSTALLED):
            values.update(self.not_installed())
            return values
        values.update(
            SERVER_STATUS="running" if service.pid else "stopped",
            PROCESS_ID=service.pid,
            EXIT_CODE=service.code,
            RESTARTS=max(0, service.starts - 1),
            HTTP_PORT=plan["http_port"],
            TCP_PORT=plan["tcp_port"],
            UDP_PORT=plan["udp_port"],
            PORTS_OPEN="no",
        )
        if not service.pid:
            values.update(self.not_running())
            return values
        here = players(plan["http_port"])
        values.update(here or {})
        if here is not None:
            self.answered = time.monotonic()
        self.look_at_link(here is not None)
        if self.online_since is None and (here is not None or self.source):
            self.online_since = time.monotonic()
            if not self.was_online:
                self.was_online = True
                self.idle.reset()
        if (values.get("CLIENTS") or 0) > 0:
            self.idle.reset()
        if self.online_since is not None:
            values["PHASE"] = "online"
            if not values.get("CLIENTS"):
                values["IDLE_SINCE"] = utc(self.idle.wall)
            self.forgive()
        if self.source:
            values.update(AC_SERVER_LINK=self.link, LINK_SOURCE=self.source)
        needed = {("tcp", plan["tcp_port"]), ("tcp", plan["http_port"]), ("udp", plan["udp_port"])}
        # The machine has no firewall of its own; the security group is the bot's part.
        values["PORTS_OPEN"] = "yes" if needed <= listening() else "no"
        return values

    # The set-up has ended, and not well.
    def not_installed(self):
        self.give_up()
        words = "The machine failed while getting ready: it took too long, or was interrupted. Deploy the server again."
        if self.before.get("PHASE") == "failed":
            words = self.before.get("ERROR", words)
        return {"PHASE": "failed", "ERROR": words}

    def not_running(self):
        service = self.service
        if service.state == "failed":
            self.give_up()
            words = self.log.cause(service.run, service.code)
            return {
                "PHASE": "failed",
                "ERROR": "%s It was started %d times and will not be started again." % (words, service.starts),
            }
        if service.starts == 0:
            return {}
        if service.state == "inactive":
            return {"PHASE": "crashed", "ERROR": "The server was stopped on the machine itself."}
        return {"PHASE": "crashed", "ERROR": self.log.cause(service.run, service.code)}

    def give_up(self):
        if not self.gave_up:
            self.gave_up = True
            self.idle.reset()

    # Well for ten minutes: systemd counts anew.
    def forgive(self):
        if not self.counted and time.monotonic() - self.online_since > 10 * MINUTE:
            self.counted = True
            subprocess.run(["systemctl", "reset-failed", UNIT], timeout=10, check=False)

    # At once where something changed, else every ten seconds to show that we are here.
    def tell(self, values):
        lines = ["SCHEMA=1"]
        for key in KEYS:
            value = re.sub("[^ -~]", " ", "" if values.get(key) is None else str(values[key]))
            if value:
                lines.append("%s=%s" % (key, value))
        now = time.monotonic()
        if lines == self.said and now - self.said_at < 3 * LATER:
            return
        with open(REPORT + ".new", "w", encoding="ascii") as file:
            file.write("\n".join(lines + ["UPDATED=" + utc(time.time()), ""]))
        os.replace(REPORT + ".new", REPORT)
        self.said, self.said_at = lines, now

    # A server that hangs for a while may have players.
    def may_have_players(self, values):
        return (
            values["PHASE"] == "online"
            and "CLIENTS" not in values
            and self.answered is not None
            and time.monotonic() - self.answered < 10 * MINUTE
        )

    def watch(self):
        while True:
            values = self.look()
            left = None if self.may_have_players(values) else self.idle.left()
            if left is not None:
                values["STOPS_AT"] = self.idle.stops_at()
            self.tell(values)
            if left is not None and left <= 0:
                log_trouble("nobody has been here since %s: powering off" % utc(self.idle.wall))
                sys.exit(NOBODY_IS_HERE)
            pause = LATER if values["PHASE"] in ("online", "failed") else SOON
            self.wait(pause if left is None else max(0.0, min(pause, left)))

    # Until the next look is due, or the server has ended.
    def wait(self, seconds):
        until = time.monotonic() + seconds
        while True:
            ready = self.selector.select(max(0.0, until - time.monotonic()))
            for key, _ in ready:
                key.data()
            ended = any(key.data == self.service.ended for key, _ in ready)
            if ended:
                # Its last words are still on their way through the journal.
                until = time.monotonic() + 0.3
            elif time.monotonic() >= until:
                return


def main():
    try:
        Monitor().watch()
    except Exception as error:
        # systemd starts it again.
        log_trouble("%s: %s" % (type(error).__name__, error))
        raise


if __name__ == "__main__":
    main()
