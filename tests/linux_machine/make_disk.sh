#!/bin/bash
# Inside of a mount and a network namespace of its own: makes the disk and the network of a machine,
# and keeps them until the standard input ends.
#   make_disk.sh FOLDER STAND_IN
# The disk is this machine's root, to be read, with whatever is written lying in memory: Debian in
# place of Amazon Linux, the same systemd version.
set -euo pipefail
folder=$1 stand_in=$2
mount --make-rprivate /
ip link set lo up
# Where the metadata service and S3 stand. No other network exists here.
ip address add 169.254.169.254/32 dev lo
ip address add 10.20.30.40/32 dev lo
mount -t tmpfs -o size=1g tmpfs "$folder"
mkdir "$folder/written" "$folder/work" "$folder/disk"
disk=$folder/disk
mount -t overlay -o "lowerdir=/,upperdir=$folder/written,workdir=$folder/work" overlay "$disk"
# Nothing of this machine's own services, users' homes and 32-bit libraries.
rm -rf "$disk"/etc/systemd/system/* "$disk/var/log/journal" "$disk/lib/ld-linux.so.2" "$disk/srv"
mkdir -p "$disk/srv" "$disk/usr/lib/stand-in" "$disk/etc/systemd/system.conf.d" "$disk/switch-on"
printf '[Unit]\nRequires=basic.target\nAfter=basic.target\nAllowIsolate=yes\n' \
    >"$disk/etc/systemd/system/multi-user.target"
: >"$disk/usr/lib/stand-in/acServer"
mount --bind "$stand_in" "$disk/usr/lib/stand-in/acServer"
: >"$disk/etc/machine-id"
echo ready
exec cat >/dev/null
