#!/usr/bin/env bash
# Shows what is on TaskFlow's topics, with kcat.
set -euo pipefail

kafka=${TASKFLOW_BOOTSTRAP_SERVERS:-127.0.0.1:9092}
prefix=${TASKFLOW_TOPIC_PREFIX:-taskflow.}

usage() {
    cat >&2 <<'USAGE'
usage: look.sh                                       the topics, and how many partitions they have
       look.sh <topic> [<key>]                       its records in the order of their timestamps, of one key or of all
       look.sh value <topic> <partition> <offset>    the bytes of one record's value
A topic is named without its prefix: flow-settled
USAGE
    exit 2
}

topics() {
    kcat -b "$kafka" -L |
        awk -v prefix="$prefix" '$1 == "topic" { gsub(/"/, "", $2); if (index($2, prefix) == 1) print $2, $4 }' |
        sort
}

# One line a record, whatever its headers hold; a dead letter's stack trace is left out. kcat reads what is committed only.
records() {
    local format='%T %p/%o %k %S bytes %h\x1e'
    kcat -b "$kafka" -C -q -t "$prefix$1" -o beginning -e -Z -f "$format" |
        tr '\n\036' ' \n' |
        sed 's/__streams.errors.stacktrace=.*,__streams.errors.topic=/__streams.errors.topic=/' |
        sort -n -s |
        awk -v key="${2-}" 'key == "" || $3 == key'
}

value() {
    kcat -b "$kafka" -C -q -t "$prefix$1" -p "$2" -o "$3" -c 1 -e -D '' | od -A d -t x1z -v
}

case $# in
    0) topics ;;
    1 | 2) records "$@" ;;
    4) [ "$1" = value ] || usage; shift; value "$@" ;;
    *) usage ;;
esac
