#!/bin/sh
# Signs dist/Ponte24.app from the inside out, has it notarised and makes a disk image, for the architecture it was
# frozen on:   packaging/macos/package.sh VERSION
# PONTE24_IDENTITY       "Developer ID Application: …"; without it nothing is signed (for trying only)
# PONTE24_NOTARY_PROFILE a profile of `xcrun notarytool store-credentials`; without it nothing is notarised
# DRY_RUN=1              only prints what would be done
set -eu
VERSION=${1:?name the version}
APP=dist/Ponte24.app
DMG=dist/ponte24-$VERSION-macos-$(uname -m).dmg
HERE=$(dirname "$0")

run() { if [ -n "${DRY_RUN:-}" ]; then echo "$*"; else "$@"; fi; }
sign() { run codesign --force --options runtime --timestamp --sign "$PONTE24_IDENTITY" "$@"; }
is_code() { file -b "$1" | grep -q '^Mach-O'; }
again() { # what depends on the network, or on Spotlight letting go of a volume
    for pause in 0 10 30; do run sleep "$pause"; if run "$@"; then return 0; fi; done
    return 1
}

if [ -n "${PONTE24_IDENTITY:-}" ]; then
    # each library, then the frameworks, then the app: --deep signs in a wrong order, and notarising then refuses it
    find "$APP" -type f ! -path "$APP/Contents/MacOS/ponte24" | sort | while read -r path; do
        if is_code "$path"; then sign "$path"; fi
    done
    find "$APP" -type d -name '*.framework' | sort -r | while read -r path; do sign "$path"; done
    sign --entitlements "$HERE/entitlements.plist" "$APP"
    run codesign --verify --deep --strict "$APP"
fi
again hdiutil create -volname Ponte24 -srcfolder "$APP" -fs HFS+ -format UDZO -ov "$DMG"
if [ -n "${PONTE24_IDENTITY:-}" ]; then sign "$DMG"; fi
if [ -n "${PONTE24_NOTARY_PROFILE:-}" ]; then
    again xcrun notarytool submit "$DMG" --keychain-profile "$PONTE24_NOTARY_PROFILE" --wait
    again xcrun stapler staple "$DMG"
    run spctl --assess --type open --context context:primary-signature "$DMG"
fi
