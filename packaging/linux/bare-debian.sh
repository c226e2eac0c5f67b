# Inside a bare Debian, as root: installs, lets an ordinary user use it, upgrades while it runs, removes.
# bare-debian.sh VERSION NEXT; run by packaging/bare_debian.py.
set -eu
export DEBIAN_FRONTEND=noninteractive
NOW=$1 NEXT=$2
cd /trial
say() { echo "    $*"; }
fail() { say "FAILED: $*"; exit 1; }
wait_for() { # FILE SECONDS
    for _ in $(seq 1 "$2"); do [ -e "$1" ] && return 0; [ ! -e failed ] || fail "$(cat failed)"; sleep 1; done
    fail "$1 did not come"
}
files() { find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /trial -o -path /home -o -path /var \) -prune -o -print | sort; }

WITH="-y -qq --no-install-recommends"
dpkg --purge ponte24 >/dev/null 2>&1 || true  # left by a trial before
apt-get update -qq >apt.log 2>&1 || true
apt-get install $WITH ./now.deb >>apt.log 2>&1 || { tail -20 apt.log; fail "apt did not install it"; }
say "installed with what it depends on: $(dpkg-query -W -f '${Package} ${Version}' ponte24)"
# what the trial itself needs: a screen, a panel, a session bus with a keyring
apt-get install $WITH xvfb x11-utils trayer dbus dbus-user-session gnome-keyring procps sqlite3 >>apt.log 2>&1 \
    || { tail -20 apt.log; fail "apt did not install the session"; }
id anna >/dev/null 2>&1 || useradd -m anna
find /home/anna -mindepth 1 -delete
install -d -o anna -g anna -m 700 /home/anna/run
dpkg --purge ponte24 >/dev/null
files >before.txt
dpkg -i now.deb >/dev/null
[ "$(ponte24 --version | grep -o '[0-9.]*$')" = "$NOW" ] || fail "the version is not $NOW"

chown anna /trial
setpriv --reuid=anna --regid=anna --clear-groups env -i HOME=/home/anna USER=anna PATH=/usr/bin:/bin LANG=C.UTF-8 \
    XDG_RUNTIME_DIR=/home/anna/run dbus-run-session -- sh /trial/bare-debian-user.sh "$NOW" "$NEXT" &
USER_SIDE=$!
wait_for running 300
dpkg -i next.deb >/dev/null
touch upgraded
say "upgraded to $NEXT by dpkg while $NOW runs"
wait $USER_SIDE || fail "$(cat failed 2>/dev/null || echo 'the user has no success')"

dpkg --remove ponte24 >/dev/null
[ ! -e /usr/lib/ponte24 ] && [ ! -e /usr/bin/ponte24 ] || fail "removing leaves the program"
dpkg --purge ponte24 >/dev/null
files >after.txt
diff before.txt after.txt || fail "purging leaves something"
[ -s /home/anna/.local/share/Ponte24/ponte24.sqlite3 ] || fail "the owner's data are gone"
find /home/anna -path '*keyrings*' -name '*.keyring' | grep -q . || fail "the owner's keyring is gone"
say "removed and purged: nothing is left but the owner's data, keyring and settings:"
find /home/anna -type f -newer before.txt | grep -v '^/home/anna/run/' | sed 's/^/      /' | head -30
