# The ordinary user's side of bare-debian.sh, in a session of the user's own.
set -eu
NOW=$1 NEXT=$2
DATA=$HOME/.local/share/Ponte24
say() { echo "    $*"; }
fail() { echo "$*" >/trial/failed; say "FAILED: $*"; tail -5 "$DATA"/logs/ponte24.log 2>/dev/null || true; exit 1; }
until_true() { # WHAT SECONDS COMMAND…
    WHAT=$1 LEFT=$2; shift 2
    while [ "$LEFT" -gt 0 ]; do if "$@"; then return 0; fi; LEFT=$((LEFT - 1)); sleep 1; done
    fail "$WHAT did not come"
}
started() { grep -q "start: Ponte24 $1" "$DATA/logs/ponte24.log" 2>/dev/null; }
revision() { sqlite3 "$DATA/ponte24.sqlite3" 'SELECT version_num FROM alembic_version'; }
both_connected() { [ "$(ponte24 --lang en status | grep -c ' connected')" = 2 ]; }

cd "$HOME"
ponte24 --lang it demo --terminal >demo.txt || fail "the demo fails: $(tail -3 demo.txt)"
say "demo: $(wc -l <demo.txt) lines"
printf pw | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
sleep 1
ponte24 sandbox serve >served.txt &
until_true "the sandbox" 60 test -s served.txt
value() { sed -E "s/.*\"$1\": \{[^}]*\"$2\": \"([^\"]*)\".*/\1/" served.txt; }
value highlevel token | ponte24 connect highlevel --token-stdin --location "$(value highlevel location)" \
    --base-url "$(value highlevel base_url)" >/dev/null || fail "HighLevel is not connected"
value fattura24 key | ponte24 connect fattura24 --key-stdin --base-url "$(value fattura24 base_url)" >/dev/null \
    || fail "Fattura24 is not connected"
both_connected || fail "the accounts are not kept"
for secret in "$(value highlevel token)" "$(value fattura24 key)"; do
    [ ${#secret} -gt 20 ] || fail "no secret in the sandbox's words"
    if grep -rqaF "$secret" "$DATA" "$HOME/.config" 2>/dev/null; then fail "a secret lies in a file"; fi
done
say "both accounts connected, the secrets in gnome-keyring and in no file of ours"

# somebody who has put the assistant off: nothing opens by itself at login
printf '[assistant]\nseen=true\n' >"$DATA/window.ini"

# a start at login: the entry is written, and what it says is done as the desktop would
ponte24 autostart on >/dev/null
ENTRY=$HOME/.config/autostart/ponte24.desktop
Xvfb :77 -screen 0 1366x768x24 -nolisten tcp >/dev/null 2>&1 &
sleep 2
export DISPLAY=:77
trayer --edge top >/dev/null 2>&1 &
sh -c "exec $(sed -n 's/^Exec=//p' "$ENTRY")" >window.txt 2>&1 & OLD=$!
until_true "the start at login" 90 started "$NOW"
sleep 3
kill -0 $OLD 2>/dev/null || fail "the program ended: $(cat window.txt)"
xwininfo -root -tree | grep -q '"Ponte24": ("ponte24"' || fail "no icon in the panel"
BEFORE=$(revision)
say "started at login from $(sed -n 's/^Exec=//p' "$ENTRY"), database at $BEFORE"

touch /trial/running
until_true "the upgrade" 300 test -e /trial/upgraded
kill -0 $OLD 2>/dev/null || fail "the upgrade ended the running program"
[ "$(ponte24 --version | grep -o '[0-9.]*$')" = "$NEXT" ] || fail "the version is not $NEXT"
if ponte24 status >refused.txt 2>&1; then fail "a command migrates under the old window"; fi
[ "$(revision)" = "$BEFORE" ] || fail "the database was migrated under the old window"
say "a command of $NEXT waits for the old window: $(head -1 refused.txt)"
until_true "the new version in place of the old one" 200 started "$NEXT"
[ "$(revision)" = 9000 ] || fail "the database is at $(revision)"
[ "$(find "$DATA/backups" -name "*r$BEFORE*" | wc -l)" = 1 ] || fail "no copy was made before"
both_connected || fail "the accounts are lost after the upgrade"
wait $OLD || fail "the old program ended with $?: $(cat window.txt)"
[ "$(pgrep -c -u anna -f -- --background)" = 1 ] || fail "not one program runs: $(pgrep -a -u anna ponte24)"
say "the old program made room by itself, $NEXT migrated $BEFORE to $(revision) with a copy before"
NEW=$(pgrep -u anna -f -- --background)
[ "$NEW" != "$OLD" ] || fail "the old program still runs"
kill -TERM "$NEW"
until_true "the end" 30 sh -c "! kill -0 $NEW 2>/dev/null"
