package dev.freshet.stack.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.stack.StackException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Puts the image together: {@code <out>/rootfs} (what a container would see), {@code <out>/layout} (an OCI image layout),
 * {@code <out>/freshet.tar} (the layout as one file) and {@code <out>/sbom.cdx.json}.
 */
public final class ImageBuild {
    private static final String MODULES =
            "java.se,jdk.unsupported,jdk.crypto.ec,jdk.crypto.cryptoki,jdk.httpserver,jdk.management,jdk.zipfs,"
                    + "jdk.naming.dns,jdk.jfr,jdk.charsets,jdk.incubator.vector,jdk.security.auth,jdk.net,jdk.localedata";
    private static final String HOME = "opt/freshet";
    /** Quarkus names things in it by chance, so it stands in the layer that may differ. */
    private static final String GENERATED = "generated-bytecode.jar";

    private final Path checkout;
    private final Path out;
    private final Path parts;
    private final Path blobs;
    private final Sbom sbom = new Sbom();
    private final ObjectMapper json = new ObjectMapper();

    private ImageBuild(Path checkout, Path out) {
        this.checkout = checkout;
        this.out = out;
        this.parts = out.resolve("parts");
        this.blobs = out.resolve("layout/blobs/sha256");
    }

    /** Arguments: the checkout, the folder for the result; {@code untrained} as third leaves the AOT caches out. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            new ImageBuild(Path.of(args[0]), Path.of(args[1])).build(args.length < 3);
        } catch (StackException e) {
            System.err.println("freshet: " + e.getMessage());
            System.exit(1);
        }
    }

    private void build(boolean train) throws IOException, InterruptedException {
        delete(out);
        Files.createDirectories(blobs);
        base();
        runtime();
        libraries();
        service();
        List<Layer> layers = new ArrayList<>();
        for (String part : List.of("base", "runtime", "libraries", "service")) {
            layers.add(layer(part));
        }
        if (train) {
            merge(parts.resolve("aot"), out.resolve("rootfs"));
            Training.run(
                    out.resolve("rootfs").toAbsolutePath(),
                    parts.resolve("aot").resolve(HOME).resolve("aot"));
        }
        layers.add(layer("aot"));
        Path image = archive(layout(layers));
        delete(parts);
        for (Layer layer : layers) {
            System.out.printf("%-10s %s %6.1f MB%n", layer.comment(), layer.digest(), layer.size() / 1e6);
        }
        System.out.printf("%s %.1f MB%n", image, Files.size(image) / 1e6);
    }

    private Layer layer(String part) throws IOException {
        Layer layer = Layer.of(parts.resolve(part), blobs, part);
        merge(parts.resolve(part), out.resolve("rootfs"));
        return layer;
    }

    private void base() throws IOException, InterruptedException {
        Path root = parts.resolve("base");
        for (String folder : List.of("tmp", "proc", "sys", "dev", "etc", "run")) {
            Files.createDirectories(root.resolve(folder));
        }
        Path downloads = Files.createDirectories(out.resolve("debian"));
        DebianPackages.unpack(downloads, root).forEach(sbom::debian);
        delete(downloads);
        Files.createSymbolicLink(root.resolve("bin/sh.image"), Path.of("dash"));
        Files.move(root.resolve("bin/sh.image"), root.resolve("bin/sh"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                root.resolve("etc/passwd"),
                "root:x:0:0:root:/:/bin/false\nfreshet:x:10001:10001:freshet:/tmp:/bin/false\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nfreshet:x:10001:\n");
        Files.writeString(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
    }

    private void runtime() throws IOException, InterruptedException {
        Path jdk = Path.of(System.getProperty("java.home"));
        Path target = parts.resolve("runtime/" + HOME + "/java");
        Files.createDirectories(target.getParent());
        Path record = out.resolve("jlink.aotconf");
        Process jlink = new ProcessBuilder(
                        jdk.resolve("bin/jlink").toString(),
                        // While a JVM records for a cache, its sets keep one order; otherwise jlink writes them in
                        // changing ones.
                        "-J-XX:AOTMode=record",
                        "-J-XX:AOTConfiguration=" + record,
                        "--add-modules",
                        MODULES,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        target.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(jlink.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jlink.waitFor() != 0) {
            throw new StackException("jlink failed: " + said);
        }
        Files.deleteIfExists(record);
        sbom.runtime(System.getProperty("java.runtime.version"));
    }

    private void libraries() throws IOException {
        Path root = parts.resolve("libraries").resolve(HOME);
        Predicate<Path> foreign = jar -> !isOurs(jar);
        copy(checkout.resolve("api/server/target/quarkus-app/lib"), root.resolve("server/lib"), foreign);
        copy(checkout.resolve("engine/worker/target/lib"), root.resolve("worker"), foreign);
        sbom.jars(root);
    }

    /** A jar that names the worker's jars in a fixed order, which an AOT cache insists on and a wildcard does not give. */
    private void classPath(Path jar) throws IOException {
        List<String> names = new ArrayList<>();
        for (String part : List.of("libraries", "service")) {
            try (Stream<Path> files =
                    Files.list(parts.resolve(part).resolve(HOME).resolve("worker"))) {
                files.map(file -> file.getFileName().toString()).forEach(names::add);
            }
        }
        names.sort(Comparator.naturalOrder());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", names));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            ZipEntry entry = new ZipEntry(JarFile.MANIFEST_NAME);
            entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
            zip.putNextEntry(entry);
            manifest.write(zip);
        }
    }

    private static boolean isOurs(Path jar) {
        return jar.getFileName().toString().contains("freshet-");
    }

    private void service() throws IOException {
        Path root = parts.resolve("service").resolve(HOME);
        Path server = checkout.resolve("api/server/target/quarkus-app");
        copy(server.resolve("lib"), root.resolve("server/lib"), ImageBuild::isOurs);
        for (String part : List.of("app", "quarkus", "quarkus-run.jar")) {
            copy(server.resolve(part), root.resolve("server").resolve(part), file -> !file.endsWith(GENERATED));
        }
        copy(
                server.resolve("quarkus").resolve(GENERATED),
                parts.resolve("aot").resolve(HOME).resolve("server/quarkus").resolve(GENERATED),
                file -> true);
        copy(checkout.resolve("engine/worker/target/lib"), root.resolve("worker"), ImageBuild::isOurs);
        copy(
                checkout.resolve("engine/worker/target"),
                root.resolve("worker"),
                file -> file.toString().matches(".*/target/freshet-worker-[0-9.]+(-SNAPSHOT)?\\.jar"));
        classPath(root.resolve("worker/run.jar"));
        copy(checkout.resolve("ui/dist"), root.resolve("ui"), file -> true);
        Path script = root.resolve("bin/freshet");
        Files.createDirectories(script.getParent());
        Files.copy(checkout.resolve("dev/image/freshet"), script);
        sbom.jars(root);
        Files.write(root.resolve("sbom.cdx.json"), sbom.document());
        Files.copy(root.resolve("sbom.cdx.json"), out.resolve("sbom.cdx.json"));
    }

    /** Writes configuration, manifest and index; returns the layout's folder. */
    private Path layout(List<Layer> layers) throws IOException {
        ObjectNode image =
                json.createObjectNode().put("architecture", architecture()).put("os", "linux");
        image.set("config", json.readTree(Files.readString(checkout.resolve("dev/image/config.json"))));
        ObjectNode rootfs = image.putObject("rootfs").put("type", "layers");
        layers.forEach(layer -> rootfs.withArray("diff_ids").add(layer.diffId()));
        layers.forEach(layer -> image.withArray("history").addObject().put("created_by", layer.comment()));
        ObjectNode manifest = json.createObjectNode()
                .put("schemaVersion", 2)
                .put("mediaType", "application/vnd.oci.image.manifest.v1+json");
        manifest.set("config", descriptor("application/vnd.oci.image.config.v1+json", json.writeValueAsBytes(image)));
        for (Layer layer : layers) {
            manifest.withArray("layers")
                    .addObject()
                    .put("mediaType", "application/vnd.oci.image.layer.v1.tar+gzip")
                    .put("digest", layer.digest())
                    .put("size", layer.size());
        }
        ObjectNode index = json.createObjectNode().put("schemaVersion", 2);
        ObjectNode entry = descriptor("application/vnd.oci.image.manifest.v1+json", json.writeValueAsBytes(manifest));
        entry.putObject("annotations").put("org.opencontainers.image.ref.name", "freshet:latest");
        index.putArray("manifests").add(entry);
        Path layout = out.resolve("layout");
        Files.write(layout.resolve("index.json"), json.writeValueAsBytes(index));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        return layout;
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private ObjectNode descriptor(String type, byte[] bytes) {
        return json.createObjectNode()
                .put("mediaType", type)
                .put("digest", "sha256:" + Layer.blob(bytes, blobs))
                .put("size", bytes.length);
    }

    private Path archive(Path layout) throws IOException {
        Path file = out.resolve("freshet.tar");
        try (Stream<Path> all = Files.walk(layout);
                TarArchiveOutputStream tar =
                        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
                TarArchiveEntry entry =
                        new TarArchiveEntry(layout.relativize(path).toString());
                entry.setModTime(0L);
                entry.setSize(Files.size(path));
                tar.putArchiveEntry(entry);
                Files.copy(path, tar);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    private static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
        if (!Files.exists(from)) {
            throw new StackException(from + " is missing: build the service first");
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).filter(wanted).toList()) {
                Path target = from.equals(file)
                        ? to
                        : to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(
                        target, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            }
        }
    }

    /** Lays a part over the root file system. */
    private static void merge(Path part, Path root) throws IOException {
        try (Stream<Path> all = Files.walk(part)) {
            for (Path path : all.sorted().toList()) {
                Path target = root.resolve(part.relativize(path).toString());
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(
                            path,
                            target,
                            LinkOption.NOFOLLOW_LINKS,
                            StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.COPY_ATTRIBUTES);
                    age(target);
                }
            }
        }
    }

    /** An AOT cache names the age of what it was made of: that of the layers. */
    private static void age(Path file) throws IOException {
        if (!Files.isSymbolicLink(file)) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
