#!/usr/bin/env bash
# publicsuffixlist 1.1.2.20261023: where strangers are neighbours is only partly on the Public Suffix List.
# Its private section makes each customer of github.io or wixsite.com a registrable domain of their
# own. Other hosts where anybody gets a name never asked to be listed: two tenants of onmicrosoft.com,
# two blogs on wordpress.com, two pages of jouwweb.nl all have the *same* registrable domain. Whoever
# takes "same registrable domain" for "same company" lets a stranger in.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check publicsuffixlist==1.1.2.20261023
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from publicsuffixlist import PublicSuffixList
suffixes = PublicSuffixList()
for host in ("github.io", "wixsite.com", "onmicrosoft.com", "wordpress.com", "jouwweb.nl", "sharepoint.com"):
    one, other = (suffixes.privatesuffix(f"{name}.{host}") for name in ("oak", "elm"))
    print(host, one, other, "the same" if one == other else "two")
PYTHON
diff "$folder/seen" - <<'SEEN'
github.io oak.github.io elm.github.io two
wixsite.com oak.wixsite.com elm.wixsite.com two
onmicrosoft.com onmicrosoft.com onmicrosoft.com the same
wordpress.com wordpress.com wordpress.com the same
jouwweb.nl jouwweb.nl jouwweb.nl the same
sharepoint.com sharepoint.com sharepoint.com the same
SEEN
echo "As described: publicsuffixlist==1.1.2.20261023"
