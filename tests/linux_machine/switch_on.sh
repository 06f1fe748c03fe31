#!/bin/bash
# Inside of all namespaces: becomes the machine's systemd.
#   switch_on.sh DISK
# DISK/switch-on holds the boot's id, and the system's environment.
set -euo pipefail
disk=$1
mount -t proc proc "$disk/proc"
mount -t sysfs -o ro sysfs "$disk/sys"
mount -t cgroup2 cgroup2 "$disk/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$disk/run"
mount -t tmpfs tmpfs "$disk/tmp"
mount -t tmpfs -o mode=755 tmpfs "$disk/dev"
for device in null zero full random urandom tty; do
    : >"$disk/dev/$device"
    mount --bind "/dev/$device" "$disk/dev/$device"
done
mkdir "$disk/dev/shm" "$disk/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$disk/dev/pts"
ln -s pts/ptmx "$disk/dev/ptmx"
mount --bind "$disk/switch-on/boot_id" "$disk/proc/sys/kernel/random/boot_id"
cp "$disk/switch-on/environment.conf" "$disk/etc/systemd/system.conf.d/"
cd "$disk"
mkdir -p run/outside
pivot_root . run/outside
umount --lazy /run/outside
exec env -i container=sandbox PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --unit=multi-user.target
