#!/bin/sh
# Sets Seatrial up from a kit, without network and without a package index.
#
#     sh install.sh [FOLDER] [--kit DIR] [--source DIR]
#
# FOLDER    where to; `seatrial` in your home folder when it is not named
# --kit     the kit; the folder that this file lies in when it is not named
# --source  set up this source in place of the kit's own wheel, as `make audit KIT=DIR` does
#
# The variable PYTHON names another Python. Exit code 2: usage; 4: refused, with the reason.
set -eu
umask 022

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
kit=$here folder='' source=''

refuse() {
  code=$1
  shift
  echo "seatrial: $*" >&2
  exit "$code"
}

while [ $# -gt 0 ]; do
  case $1 in
    --kit | --source)
      [ $# -gt 1 ] || refuse 2 "$1 needs a folder"
      if [ "$1" = --kit ]; then kit=$2; else source=$2; fi
      shift
      ;;
    -*) refuse 2 "no option '$1'; usage: sh install.sh [FOLDER] [--kit DIR] [--source DIR]" ;;
    *) folder=$1 ;;
  esac
  shift
done
folder=${folder:-$HOME/seatrial}
python=$folder/bin/python

# The Python that will be used is the one that checks: what it says of itself counts.
wanted=$(sed -n 's/.*"python": *"\([0-9.]*\)".*/\1/p' "$kit/kit.json" 2>/dev/null || true)
if [ ! -x "$python" ]; then
  [ ! -d "$folder" ] || [ -z "$(ls -A "$folder")" ] ||
    refuse 2 "'$folder' holds something else; name a folder that is empty or yet to be made"
  python=''
  for each in "${PYTHON:-python$wanted}" ${PYTHON:-python3}; do
    if [ -z "$python" ] && "$each" -c '' 2>/dev/null; then python=$each; fi
  done
  [ -n "$python" ] || refuse 4 "'${PYTHON:-python3}' does not run; install Python ${wanted:-3.11}"
fi
if [ -n "$source" ]; then
  "$python" -I "$here/check.py" "$kit" --lock "$source/requirements/run.txt" >&2
else
  "$python" -I "$here/check.py" "$kit" >&2
fi
if [ -f "$folder/kit.sums" ] && [ "$(cat "$folder/kit.sums")" = "$(cat "$kit/SHA256SUMS")" ]; then
  echo "'$folder' is set up from this kit." >&2
  exit 0
fi

echo "Setting up Seatrial in '$folder'." >&2
if [ ! -x "$folder/bin/python" ]; then
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    refuse 4 "'$python' cannot make virtual environments; install its package python$wanted-venv"
  "$python" -m venv "$folder"
fi
# No configuration of pip's may name an index or another folder.
install() {
  PIP_CONFIG_FILE=/dev/null "$folder/bin/python" -I -m pip install --isolated --quiet --no-input \
    --disable-pip-version-check --no-cache-dir --no-index --find-links "$kit/wheels" "$@"
}
install --require-hashes -r "$kit/requirements.txt"
if [ -n "$source" ]; then
  install --no-deps --no-build-isolation --editable "$source"
else # forced: another commit may bear the same version
  install --no-deps --force-reinstall --require-hashes -r "$kit/seatrial.txt"
fi
for file in "$kit"/weights/*.gguf; do
  [ ! -f "$file" ] || "$folder/bin/seatrial" models pull --from "$file" >&2
done
cp "$kit/SHA256SUMS" "$folder/kit.sums"
[ -n "$source" ] || {
  echo "Seatrial is in '$folder'. Next:"
  echo "  '$folder/bin/seatrial' doctor"
  echo "  '$folder/bin/seatrial' audit REPO --output reports"
}
