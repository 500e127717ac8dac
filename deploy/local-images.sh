#!/usr/bin/env bash
# Builds, on a machine that reaches no image registry, what is otherwise pulled: taskflow-local/base and taskflow-local/jdk from this
# machine's own files, of these the processor's image, and Kafka's and the registry's from their jars on Maven Central. Needs a Docker
# engine (DOCKER_HOST), a JDK with jmods/, and the distribution (streams-app/target/taskflow). They are for tests on this
# machine, not for others.
#   deploy/local-images.sh            all that compose/compose.yaml needs
#   deploy/local-images.sh kafka      the broker alone
#   deploy/local-images.sh taskflow   the processor's image alone
set -euo pipefail
cd "$(dirname "$0")/.."
KAFKA_VERSION=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' pom.xml)
APICURIO_VERSION=$(sed -n 's#.*apicurio/apicurio-registry:##p' deploy/compose/compose.yaml)
VERSION=$(sed -n 's:^  <version>\(.*\)</version>.*:\1:p' pom.xml)
JDK=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# copy_with_libraries ROOT FILE...: programs and libraries, with the libraries that they are linked to.
copy_with_libraries() {
  local root=$1 file library
  shift
  for file in "$@"; do
    mkdir -p "$root$(dirname "$file")"
    [ -e "$root$file" ] || cp -L "$file" "$root$file"
    { ldd "$file" 2>/dev/null || true; } | { grep -oE '/[^ ]+\.so[^ ]*' || true; } | while read -r library; do
      mkdir -p "$root$(dirname "$library")"
      [ -e "$root$library" ] || cp -L "$library" "$root$library"
    done
  done
}

libraries_of() { find -L "$1" -name '*.so' -type f; }

# base ROOT: a shell, what a Dockerfile's RUN needs, glibc with its name lookup, and libstdc++ for RocksDB.
base() {
  local root=$1 program
  mkdir -p "$root"/{etc,run,tmp,usr/bin,usr/lib,usr/lib64,var/lib}
  ln -s usr/bin usr/lib usr/lib64 "$root"
  chmod 1777 "$root/tmp"
  for program in bash sh cat chmod chown cp env grep head id ln ls mkdir mv rm sleep; do
    copy_with_libraries "$root" "$(command -v "$program")"
  done
  copy_with_libraries "$root" $(ldconfig -p | grep -oE '/[^ ]+/(lib(c|m|dl|rt|pthread)\.so\.[0-9]+|libstdc\+\+\.so\.6|libgcc_s\.so\.1|libnss_files\.so\.2|libnss_dns\.so\.2|libresolv\.so\.2|libz\.so\.1)$')
  if [ -d /usr/lib/locale/C.utf8 ]; then
    mkdir -p "$root/usr/lib/locale"
    cp -rL /usr/lib/locale/C.utf8 "$root/usr/lib/locale/"
  fi
  echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
  echo 'root:x:0:0:root:/:/bin/bash' > "$root/etc/passwd"
  echo 'root:x:0:' > "$root/etc/group"
}

import() {
  local root=$1 image=$2
  shift 2
  tar -C "$root" --numeric-owner --owner=0 --group=0 -c . | docker import "$@" - "$image"
}

base_image() {
  base "$WORK/base"
  import "$WORK/base" taskflow-local/base -c 'ENV PATH=/usr/bin:/bin'
}

jdk_image() {
  base "$WORK/jdk"
  mkdir -p "$WORK/jdk/opt"
  cp -rL "$JDK" "$WORK/jdk/opt/jdk" 2>/dev/null || [ -d "$WORK/jdk/opt/jdk/jmods" ] # a dangling link in it is no harm
  copy_with_libraries "$WORK/jdk" $(libraries_of "$JDK/lib") "$JDK/bin/java"
  import "$WORK/jdk" taskflow-local/jdk -c 'ENV PATH=/opt/jdk/bin:/usr/bin:/bin'
}

# A stand-in for the image of the Kafka project: the same environment variables, read by Kafka's own wrapper, and the same folders.
kafka_image() {
  base "$WORK/kafka"
  mkdir -p "$WORK/kafka"/{etc/kafka/docker,mnt/shared/config,opt/kafka/config,var/lib/kafka/data}
  cat > "$WORK/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>broker</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$KAFKA_VERSION</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>$KAFKA_VERSION</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.3</version></dependency>
  </dependencies>
</project>
POM
  ./mvnw -q -B -f "$WORK/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$WORK/kafka/opt/kafka/libs"
  "$JDK/bin/jlink" --add-modules java.se,jdk.crypto.ec,jdk.management,jdk.naming.dns,jdk.security.auth,jdk.unsupported,jdk.zipfs \
    --no-header-files --no-man-pages --output "$WORK/kafka/opt/java"
  copy_with_libraries "$WORK/kafka" $(libraries_of "$JDK/lib/server") "$JDK/lib/libnio.so" "$JDK/lib/libnet.so" "$JDK/lib/libzip.so" "$JDK/bin/java"
  rm -rf "$WORK/kafka$JDK" # its libraries are in the runtime already
  cat > "$WORK/kafka/etc/kafka/docker/server.properties" <<'PROPERTIES'
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
advertised.listeners=PLAINTEXT://localhost:9092
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=/var/lib/kafka/data
PROPERTIES
  echo '<Configuration status="WARN"><Appenders><Console name="out"><PatternLayout pattern="[%d] %p %m (%c)%n"/></Console></Appenders><Loggers><Root level="WARN"><AppenderRef ref="out"/></Root><Logger name="kafka.server" level="INFO"/><Logger name="org.apache.kafka.server" level="INFO"/></Loggers></Configuration>' \
    > "$WORK/kafka/etc/kafka/docker/log4j2.xml"
  cat > "$WORK/kafka/etc/kafka/docker/run" <<'RUN'
#!/bin/sh
set -e
: "${CLUSTER_ID:=5L6g3nShT-eMCtK--X86sw}"
export CLUSTER_ID
kafka() { java -XX:+UseSerialGC ${KAFKA_HEAP_OPTS:--Xmx512m} -Dlog4j2.configurationFile=/etc/kafka/docker/log4j2.xml -cp '/opt/kafka/libs/*' "$@"; }
kafka kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config
exec java -XX:+UseSerialGC ${KAFKA_HEAP_OPTS:--Xmx512m} -Dlog4j2.configurationFile=/etc/kafka/docker/log4j2.xml -cp '/opt/kafka/libs/*' kafka.Kafka /opt/kafka/config/server.properties
RUN
  chmod +x "$WORK/kafka/etc/kafka/docker/run"
  import "$WORK/kafka" "apache/kafka:$KAFKA_VERSION" -c 'ENV PATH=/opt/java/bin:/usr/bin:/bin' -c 'EXPOSE 9092' -c 'CMD ["/etc/kafka/docker/run"]'
}

# The registry of the compose file, from its distribution on Maven Central.
registry_image() {
  mkdir "$WORK/registry"
  ./mvnw -q -B -N org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy -Dartifact="io.apicurio:apicurio-registry-app:$APICURIO_VERSION:tar.gz:all" \
    -Dmdep.stripVersion=true -DoutputDirectory="$WORK/registry"
  docker build -t "apicurio/apicurio-registry:$APICURIO_VERSION" -f - "$WORK/registry" <<DOCKERFILE
FROM taskflow-local/jdk
ADD apicurio-registry-app-all.tar.gz /deployments/
USER 1001:0
EXPOSE 8080
CMD ["java", "-Xmx400m", "-jar", "/deployments/apicurio-registry-app-$APICURIO_VERSION-runner.jar"]
DOCKERFILE
}

taskflow_image() {
  docker build -t "taskflow:$VERSION" -f deploy/image/Dockerfile \
    --build-arg JDK=taskflow-local/jdk --build-arg BASE=taskflow-local/base streams-app/target/taskflow
}

case ${1:-all} in
  kafka) kafka_image ;;
  taskflow) base_image; jdk_image; taskflow_image ;;
  all) base_image; jdk_image; taskflow_image; kafka_image; registry_image ;;
  *) sed -n '2,10s/^# //p' "$0" >&2; exit 2 ;;
esac
