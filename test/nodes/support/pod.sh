# Builds the root of a node agent's pod at $1, in namespaces of its own, and runs the rest of the arguments in it: the
# node's trees read-only below /host, an image, nothing to write to, uid 65534, no capability.
set -eu
root=$1
shift

bind() { # a tree of this machine, where the pod has it
  mkdir -p "$root/$2"
  mount --rbind "$1" "$root/$2"
  mount -o remount,bind,ro "$root/$2"
}

# The network: the pod's own, with one way out for each PORT=SOCKET.
ip link set lo up
for way in ${PLIMSOLL_EGRESS:-}; do
  "$PLIMSOLL_NODE/node" "$PLIMSOLL_ROOT/test/nodes/support/egress.mjs" "${way%%=*}" "${way#*=}" &
done

mount -t tmpfs -o mode=755,size=1m tmpfs "$root"
for tree in proc sys etc usr/lib; do bind "/$tree" "host/$tree"; done

# The image: what programs of this machine need to start, Node, and the programs with their packages.
for tree in bin lib lib64; do [ -d "/$tree" ] && bind "$(readlink -f "/$tree")" "$tree"; done
bind /usr usr
bind "$PLIMSOLL_NODE" app/node
bind "$PLIMSOLL_ROOT" app/plimsoll
[ -n "${PLIMSOLL_IDENTITY:-}" ] && bind "$PLIMSOLL_IDENTITY" var/run/agent
mkdir -p "$root/proc" "$root/dev"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
for device in null urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -o remount,ro "$root"

exec chroot "$root" /usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
  --ambient-caps=-all --bounding-set=-all --no-new-privs /usr/bin/perl /app/plimsoll/test/nodes/support/pod-runner.pl "$@"
