#!/usr/bin/env bash
# Builds the layer that the render function needs: Pango, HarfBuzz and Fontconfig, which WeasyPrint loads, and
# fonts, of which Lambda has none. Run it on Amazon Linux 2023, the system of Lambda's Python 3.12 and later:
# an EC2 instance, or CloudShell where its version says 2023. It writes layer.zip into the current folder.
#
#   infra/layer/build.sh
#   aws lambda publish-layer-version --layer-name compact-audit-pdf --zip-file fileb://layer.zip \
#       --compatible-runtimes python3.12 python3.13
#
# Give the version's ARN to the stack as PdfLayer (docs/deploying.md).
set -euo pipefail

grep -q '^VERSION_ID="2023' /etc/os-release || { echo "layer: this is not Amazon Linux 2023" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/packages" "$work/unpacked" "$work/opt/lib" "$work/opt/fonts"

# Everything that Pango needs, installed here or not; what Lambda's own image brings is left out below.
dnf download --quiet --resolve --alldeps --arch x86_64 --arch noarch --destdir "$work/packages" \
    pango dejavu-sans-fonts liberation-sans-fonts
# Colour emoji, where this release has them under this name; without them an emoji prints as a box.
dnf download --quiet --arch noarch --destdir "$work/packages" google-noto-emoji-color-fonts ||
    echo "layer: no colour emoji font here" >&2

for package in "$work"/packages/*.rpm; do
    case $(basename "$package") in
        glibc*|libgcc*|bash*|filesystem*|basesystem*|setup*|tzdata*|ncurses*|system-release*|openssl*|systemd*) ;;
        *) (cd "$work/unpacked" && rpm2cpio "$package" | cpio --quiet -idm) ;;
    esac
done

find "$work/unpacked/usr/lib64" -maxdepth 1 -name '*.so*' -exec cp -P {} "$work/opt/lib/" \;
find "$work/unpacked/usr/share/fonts" -name '*.ttf' -exec cp {} "$work/opt/fonts/" \;
# WeasyPrint asks for these names; the loader finds only versioned ones.
for name in libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 libfontconfig.so.1 libgobject-2.0.so.0; do
    [ -e "$work/opt/lib/$name" ] || { echo "layer: $name is missing" >&2; exit 1; }
done

cat >"$work/opt/fonts/fonts.conf" <<'CONF'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/opt/fonts</dir>
  <cachedir>/tmp/fonts-cache</cachedir>
  <alias><family>Arial</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Liberation Sans</family><family>DejaVu Sans</family></prefer></alias>
</fontconfig>
CONF

(cd "$work/opt" && zip -qry "$OLDPWD/layer.zip" .)
echo "layer: layer.zip, $(du -h layer.zip | cut -f1)"
