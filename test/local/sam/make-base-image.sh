#!/bin/sh
# Makes the image that sam expects for nodejs24.x, for a machine that can pull none: Debian, this machine's Node 24 and
# AWS's runtime interface client for Node. Needs root, debootstrap, and cmake and g++ for the client.
set -eu
NODE=${NODE:-$(command -v node)}
case $(uname -m) in aarch64) ARCHITECTURE=arm64 ;; *) ARCHITECTURE=x86_64 ;; esac
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT

ROOT=$FOLDER/root
debootstrap --variant=minbase --include=ca-certificates,libstdc++6 bookworm "$ROOT" > "$FOLDER/debootstrap.log"
install -D -m 755 "$NODE" "$ROOT/var/lang/bin/node"
npm install --prefix "$ROOT/var/runtime" --no-audit --no-fund aws-lambda-ric@4.0.2
cat > "$ROOT/var/runtime/bootstrap" << 'BOOTSTRAP'
#!/bin/sh
exec /var/lang/bin/node /var/runtime/node_modules/aws-lambda-ric/index.mjs "$_HANDLER"
BOOTSTRAP
chmod 755 "$ROOT/var/runtime/bootstrap"
mkdir -p "$ROOT/var/task"

tar -C "$ROOT" -c . | docker import \
  --change 'ENV PATH=/var/lang/bin:/usr/bin:/bin LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime' \
  --change 'WORKDIR /var/task' \
  - "public.ecr.aws/lambda/nodejs:24-$ARCHITECTURE"
