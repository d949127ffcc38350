package dev.freshet.stack.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the image is made of, as CycloneDX 1.6: every jar by its content, every Debian package, the Java runtime. */
final class Sbom {
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, ObjectNode> components = new TreeMap<>();

    void debian(DebianPackages.Package one) {
        add("pkg:deb/debian/" + one.name() + "@" + one.version() + "?arch=amd64", one.name(), one.version());
    }

    void runtime(String version) {
        add("pkg:generic/openjdk@" + version, "openjdk", version);
    }

    /** Every jar below a folder. */
    void jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path jar :
                    files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
                jar(jar);
            }
        }
    }

    private void jar(Path file) throws IOException {
        String name = file.getFileName().toString();
        Matcher matcher = JAR.matcher(name);
        String artifact = matcher.matches() ? matcher.group(1) : name.replace(".jar", "");
        String version = matcher.matches() ? matcher.group(2) : "0";
        Properties own = coordinates(file, artifact);
        String group = own.getProperty("groupId", "");
        ObjectNode component =
                add("pkg:maven/" + (group.isEmpty() ? "" : group + "/") + artifact + "@" + version, artifact, version);
        if (!group.isEmpty()) {
            component.put("group", group);
        }
        MessageDigest digest = Layer.sha256();
        digest.update(Files.readAllBytes(file));
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", Layer.hex(digest));
    }

    /** What Maven left inside; of a jar that holds several, those of its own artifact. */
    private static Properties coordinates(Path file, String artifact) throws IOException {
        Properties found = new Properties();
        try (JarFile jar = new JarFile(file.toFile())) {
            List<JarEntry> entries = jar.stream()
                    .filter(entry -> entry.getName().endsWith("/pom.properties"))
                    .sorted(Comparator.comparing(JarEntry::getName))
                    .toList();
            for (JarEntry entry : entries) {
                if (entry.getName().contains("/" + artifact + "/") || entries.size() == 1) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        found.load(in);
                    }
                }
            }
        }
        return found;
    }

    private ObjectNode add(String purl, String name, String version) {
        ObjectNode component = json.createObjectNode()
                .put("type", "library")
                .put("bom-ref", purl)
                .put("name", name)
                .put("version", version)
                .put("purl", purl);
        components.put(purl, component);
        return component;
    }

    byte[] document() throws IOException {
        ObjectNode bom = json.createObjectNode()
                .put("bomFormat", "CycloneDX")
                .put("specVersion", "1.6")
                .put("version", 1);
        bom.putObject("metadata")
                .putObject("component")
                .put("type", "container")
                .put("name", "freshet");
        ArrayNode all = bom.putArray("components");
        components.values().forEach(all::add);
        return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(bom);
    }
}
