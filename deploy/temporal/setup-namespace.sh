#!/bin/sh
# Registers the namespace and the search attributes that workflows are filed under. Safe to run at every start.
set -eu
until temporal operator cluster health --address "$TEMPORAL_ADDRESS"; do
  echo "waiting for Temporal"
  sleep 2
done
temporal operator namespace describe -n "$TEMPORAL_NAMESPACE" --address "$TEMPORAL_ADDRESS" >/dev/null 2>&1 ||
  temporal operator namespace create -n "$TEMPORAL_NAMESPACE" --retention 7d --address "$TEMPORAL_ADDRESS"
known=$(temporal operator search-attribute list -n "$TEMPORAL_NAMESPACE" --address "$TEMPORAL_ADDRESS")
for attribute in IdbOrganization IdbEnvironment; do
  case $known in
    *"$attribute"*) ;;
    *) temporal operator search-attribute create -n "$TEMPORAL_NAMESPACE" --name "$attribute" --type Keyword --address "$TEMPORAL_ADDRESS" ;;
  esac
done
