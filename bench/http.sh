#!/usr/bin/env bash
# The server beside nginx in the same run: a body of the same size, loopback, keep-alive.
# usage: bench/http.sh ECHO_SERVER [ROUNDS [SECONDS]]
# Prints medians of the rounds; only the ratios mean something on a shared machine.
set -eu
server=$1 rounds=${2:-5} seconds=${3:-4} size=${SIZE:-301} conns=${CONNS:-64}
nginx=$(command -v nginx || echo /usr/sbin/nginx)
dir=$(mktemp -d)
trap 'kill $spid $npid 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$dir"' EXIT
spid= npid=
port=$((20000 + RANDOM % 20000))

body=$(printf '%*s' "$size" '' | tr ' ' x)
cat > "$dir/nginx.conf" <<CONF
worker_processes 2;
daemon off;
pid $dir/pid;
error_log $dir/error.log;
events { worker_connections 1024; }
http {
	access_log off;
	keepalive_requests 100000000;
	client_body_temp_path $dir; proxy_temp_path $dir; fastcgi_temp_path $dir;
	uwsgi_temp_path $dir; scgi_temp_path $dir;
	server { listen 127.0.0.1:$((port + 1)); location / { default_type text/plain; return 200 "$body"; } }
}
CONF
"$nginx" -c "$dir/nginx.conf" 2>/dev/null & npid=$!
"$server" port=$port > "$dir/out" 2>/dev/null & spid=$!
sleep 0.5

cpu() { # user and system seconds of a process and its children, in hundredths
	cat /proc/"$1"/stat /proc/"$1"/task/*/children 2>/dev/null | awk 'NR==1{t=$14+$15} NR>1{for(i=1;i<=NF;i++)k=k" "$i} END{print t k}' |
		{ read -r t kids; for k in $kids; do t=$((t + $(awk '{print $14+$15}' /proc/"$k"/stat))); done; echo "$t"; }
}
run() { # name pid url
	local before after
	before=$(cpu "$2")
	wrk -t1 -c"$conns" -d"$seconds" --latency "$3" > "$dir/wrk"
	after=$(cpu "$2")
	awk -v name="$1" -v cpu=$((after - before)) '
		/Requests\/sec/ {rps=$2} / requests in / {n=$1} / 99%/ {p=$2} /Non-2xx/ {bad=$NF}
		END {printf "%s %.0f %.2f %s %d\n", name, rps, cpu*10000/n, p, bad}' "$dir/wrk" >> "$dir/all"
}
for ((i = 0; i < rounds; i++)); do
	run nginx "$npid" "http://127.0.0.1:$((port + 1))/"
	run inline "$spid" "http://127.0.0.1:$port/inline?n=$size"
	run read "$spid" "http://127.0.0.1:$port/read?n=$size"
done
median() { grep "^$1 " "$dir/all" | awk -v c="$2" '{print $c}' | sort -n | awk '{v[NR]=$1} END{print v[int((NR+1)/2)]}'; }
base=$(median nginx 2) basecpu=$(median nginx 3)
printf '%-8s %10s %12s %14s %12s %12s\n' what req/s of_nginx cpu_us/req of_nginx p99
for what in nginx inline read; do
	printf '%-8s %10s %12.2f %14s %12.2f %12s\n' $what "$(median $what 2)" \
		"$(echo "$(median $what 2) $base" | awk '{print $1/$2}')" "$(median $what 3)" \
		"$(echo "$(median $what 3) $basecpu" | awk '{print $1/$2}')" "$(median $what 4)"
done
bad=$(awk '{n+=$5} END{print n}' "$dir/all")
[ "$bad" -eq 0 ] || { echo "$bad answers were not 2xx"; exit 1; }
