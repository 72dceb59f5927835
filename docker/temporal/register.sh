#!/bin/sh
# Makes the engine ready for workers: the namespace, how long finished requests and invoices can be
# looked up, and the search attributes of workflows/attributes.py. Running it again changes nothing.
# Needs TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and RETENTION (365d, say).
set -eu

attempts=120

# Says what went wrong at the last attempt only: the first ones fail while the engine comes up.
eventually() {
    attempt=1
    until said=$("$@" 2>&1); do
        if [ "$attempt" -ge "$attempts" ]; then
            echo "$said" >&2
            exit 1
        fi
        attempt=$((attempt + 1))
        sleep 1
    done
}

namespace() {
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION" ||
        temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
}

search_attributes() {
    temporal operator search-attribute create \
        --name RequestState --type Keyword \
        --name WaitingOn --type Keyword \
        --name DueAt --type Datetime \
        --name AccountId --type Keyword \
        --name Country --type Keyword \
        --name InvoiceState --type Keyword
}

# What was just created is used by the engine only after its caches were refreshed.
usable() {
    temporal workflow count --query "RequestState IS NULL AND WaitingOn IS NULL AND DueAt IS NULL \
        AND AccountId IS NULL AND Country IS NULL AND InvoiceState IS NULL"
}

eventually temporal operator cluster health
eventually namespace
eventually search_attributes
eventually usable
echo "The engine is ready: namespace $TEMPORAL_NAMESPACE with its search attributes."
