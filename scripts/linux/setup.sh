#!/bin/bash
# Sets the machine up at its first boot: pack, user, server program. At later ones, and where that
# was interrupted, it sees what is still to do. Every failure ends in a report with an end of a
# sentence for a league admin.
set -Eeuo pipefail
folder=/opt/ac-deploy
server=/srv/ac-server
# On the same disk as the server's folder, so that putting it in place is a rename.
pack=$server.pack
new=$server.new
doing='getting ready'

say() {
    printf '%s %s\n' "$(date -u +%FT%TZ)" "$*" | tee -a /var/log/ac-deploy/deployment.log
}

# Written beside it and put in its place, so that nobody reads half a report. It lies in memory: a
# full disk cannot hold it back, and no boot finds the report of an earlier one.
report() {
    {
        printf 'SCHEMA=1\nBOOT=%s\nPHASE=%s\n' "$AC_BOOT" "$1"
        if [ -n "${2:-}" ]; then
            printf 'ERROR=%s\n' "$(printf '%s' "$2" | tr -c ' -~' ' ' | cut -c1-400)"
        fi
        printf 'UPDATED=%s\n' "$(date -u +%FT%TZ)"
    } >/run/ac-deploy/server-info.txt.new
    mv -f /run/ac-deploy/server-info.txt.new /run/ac-deploy/server-info.txt
    say "$@"
}

fail() {
    trap - ERR
    rm -rf "$pack" "$new"
    report failed "The machine failed while $doing: $1"
    exit 1
}

plan() {
    python3 -I -c 'import json, sys
value = json.load(open("/opt/ac-deploy/plan.json")).get(sys.argv[1])
print("" if value is None else value)' "$1"
}

# What a person can do about a download that failed. The numbers as the AWS command and curl write
# them: an error may name the key, and a key has numbers, too.
explain() {
    case $1 in
        *'(403)'* | *': 403'* | *AccessDenied* | *Forbidden*)
            echo 'AWS does not let this machine read it. Check the permissions of its role and of the bucket.' ;;
        *'(404)'* | *': 404'* | *NoSuchKey* | *NoSuchBucket* | *'Not Found'*)
            echo 'it is not there any more. Upload the pack again.' ;;
        *) tr -s '\n' ' ' <<<"$1" ;;
    esac
}

# With the signed address if there is one, since only a pack that the role cannot read has one, else
# with the machine's role. The role's credentials and the network may need a moment after the boot,
# so it is tried again.
fetch() {
    local key=$1 url=$2 file=$3 pauses signed role
    for pauses in 1 1 2 4 0; do
        signed=
        if [ -n "$url" ]; then
            if signed=$(curl --fail --silent --show-error --connect-timeout 10 \
                --speed-limit 1000 --speed-time 60 --output "$file" -- "$url" 2>&1); then
                return
            fi
            say "download with the signed address: $signed"
        fi
        if role=$(aws s3 cp "s3://$bucket/$key" "$file" --region "$region" --only-show-errors 2>&1); then
            return
        fi
        say "download with the role: $role"
        for ((; pauses > 0; pauses--)); do
            sleep "${AC_PAUSE:-5}"
        done
    done
    # Where there is a signed address, its failure tells more than that the role may not, either.
    fail "$key could not be read from S3: $(explain "${signed:-$role}")"
}

download() {
    local size free
    size=$(plan size)
    free=$(df --block-size=1 --output=avail /srv | tail -n 1)
    # The pack and what is in it lie side by side for a moment.
    if ((free < 2 * size)); then
        fail "the machine's disk is too small for the pack. Deploy it with a larger disk."
    fi
    fetch "$key" "$(plan url)" "$pack"
    if [ "$(stat --format=%s "$pack")" != "$size" ] ||
        { sum=$(plan sha256) && [ -n "$sum" ] && ! sha256sum --check --status <<<"$sum  $pack"; }; then
        fail 'it arrived damaged (its size or checksum differs from the upload). Deploy it again.'
    fi
}

# As the server's own user, who can write nowhere else.
unpack() {
    local problem
    id ac-server >/dev/null 2>&1 ||
        useradd --system --user-group --no-create-home --home-dir "$server" --shell /sbin/nologin ac-server
    rm -rf "$new" "$server"
    install -d -m 700 -o ac-server -g ac-server "$new"
    if ! problem=$(runuser -u ac-server -- python3 -I "$folder/unpack.py" "$new" <"$pack" 2>&1); then
        say "$problem"
        fail "${problem##*$'\n'}"
    fi
}

# The program that the plan names, else a known one at the top or one folder down.
find_program() {
    local named=$1 found
    for found in "$new/$named" "$new"/acServerWrapper "$new"/*/acServerWrapper "$new"/acServer "$new"/*/acServer; do
        if [ -f "$found" ]; then
            printf '%s' "$found"
            return
        fi
    done
}

# Amazon Linux 2023 runs 32-bit programs and has no 32-bit libraries at all
# (docs.aws.amazon.com/linux/al2023/ug/deprecated-al2023.html), so only those that need none start.
# The original acServer is 32-bit in every pack; Content Manager's choice is that of its wrapper.
check_program() {
    local program=$1 kind
    kind=$(head -c 5 "$program" | od -An -tx1 | tr -d ' \n')
    case $kind in
        7f454c4602 | 2321*) ;;
        7f454c4601)
            if [ ! -e /lib/ld-linux.so.2 ] && head -c 4096 "$program" | grep -aqF ld-linux.so.2; then
                fail "its ${program##*/} was made for 32-bit Linux and needs libraries that the machine does not have. Choose Linux (64-bit) in Content Manager, or pack it for Windows."
            fi ;;
        4d5a*) fail "its ${program##*/} is a program for Windows. Pack it for Linux, or as a .zip for Windows." ;;
        *) fail "its ${program##*/} is no program that Linux can run. Pack it again." ;;
    esac
}

# Ends with program and cfg in the server's folder.
install_pack() {
    local named program_key program name folder_of it
    named=$(plan program)
    case /$named/ in
        */../*) fail 'its server program has an unusual name. Call it acServer.' ;;
    esac
    program_key=$(plan program_key)
    if [ -n "$program_key" ]; then
        mkdir -p "$(dirname "$new/$named")"
        fetch "$program_key" '' "$new/$named"
    fi
    program=$(find_program "$named")
    [ -n "$program" ] ||
        fail 'it holds no server program. Tick "Include executable" in Content Manager and pack it again.'
    name=${program##*/}
    [[ $name =~ ^[A-Za-z0-9\ ._()-]+$ ]] || fail 'its server program has an unusual name. Call it acServer.'
    folder_of=${program%/*}
    [ -f "$folder_of/cfg/server_cfg.ini" ] || fail 'there is no cfg/server_cfg.ini beside its server program.'
    # Packs are made on Windows, where no file says who may do what with it.
    chown -R ac-server:ac-server "$folder_of"
    chmod -R u=rwX,go= "$folder_of"
    for it in "$program" "$folder_of/acServer"; do
        if [ -f "$it" ]; then
            check_program "$it"
            chmod u+x "$it"
        fi
    done
    mv -T "$folder_of" "$server"
    rm -rf "$new" "$pack"
    printf 'PROGRAM="%s"\n' "$server/$name" >"$folder/server.env"
}

trap 'fail "a step of its set-up did not work (line $LINENO). Its log says more."' ERR
umask 022
mkdir -p /run/ac-deploy /var/lib/ac-deploy
ln -sfn /run/ac-deploy/server-info.txt /var/lib/ac-deploy/server-info.txt
key=$(plan key)
if [ "$(cat "$folder/installed" 2>/dev/null)" = "$key" ]; then
    say 'the pack is in place'
    exit 0
fi
bucket=$(plan bucket)
region=$(plan region)
doing='downloading the pack'
report downloading
download
doing='unpacking the pack'
report unpacking
unpack
install_pack
doing='starting the server'
report starting
# Last: systemd starts the server only where this is.
printf '%s\n' "$key" >"$folder/installed"
