#!/usr/bin/python3
# Stands in for acServer where a deploy is proved: holds the pack's ports and answers /INFO.
import http.server
import json
import socket
import threading

settings = {}
with open("cfg/server_cfg.ini", encoding="utf-8") as file:
    for line in file:
        key, equals, value = line.strip().partition("=")
        if equals:
            settings.setdefault(key, value)

game = int(settings["TCP_PORT"])
tcp = socket.create_server(("", game))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("", int(settings["UDP_PORT"])))

INFO = {
    "name": settings["NAME"], "clients": 0, "maxclients": int(settings["MAX_CLIENTS"]),
    "track": settings["TRACK"], "cars": settings["CARS"].split(";"), "timeofday": 0, "session": 0,
    "sessiontypes": [1], "durations": [60], "timeleft": 3600, "country": ["na", "na"], "pass": False,
    "timestamp": 0, "port": game, "tport": game, "cport": int(settings["HTTP_PORT"]), "ip": "",
}


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        page = INFO if self.path.startswith("/INFO") else {"Cars": []}
        body = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def greet():
    while True:
        tcp.accept()[0].close()


threading.Thread(target=greet, daemon=True).start()
print("listening on %d, %s and %s" % (game, settings["UDP_PORT"], settings["HTTP_PORT"]), flush=True)
http.server.ThreadingHTTPServer(("", int(settings["HTTP_PORT"])), Pages).serve_forever()
