package dev.freshet.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What wakes a pipeline: the messages, and which source lies around which object. */
class WakeTest {
    @Test
    void eventsOfS3InAllTheirForms() {
        String eventBridge = """
                {"version": "0", "source": "aws.s3", "detail-type": "Object Created",
                 "detail": {"bucket": {"name": "b"}, "object": {"key": "docs/a b+c.md", "size": 5}}}""";
        String bucket = """
                {"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "b"}, "object": {"key": "docs/a+b%2Bc.md"}}},
                             {"eventName": "ObjectRemoved:Delete", "s3": {"bucket": {"name": "b"}, "object": {"key": "x"}}}]}""";
        assertThat(WakeMessage.of(eventBridge).objects()).containsExactly("s3://b/docs/a b+c.md");
        assertThat(WakeMessage.of(bucket).objects()).containsExactly("s3://b/docs/a b+c.md", "s3://b/x");
        String topic = new ObjectMapper()
                .createObjectNode()
                .put("Type", "Notification")
                .put("Message", bucket)
                .toString();
        assertThat(WakeMessage.of(topic).objects()).hasSize(2);
        assertThat(WakeMessage.of("{\"Event\": \"s3:TestEvent\"}")).isEqualTo(new WakeMessage(List.of(), false));
        assertThat(WakeMessage.of("{\"freshet\": \"tick\"}").tick()).isTrue();
        for (String other : List.of("{}", "hello", "[]", "{\"source\": \"aws.ec2\"}")) {
            assertThatThrownBy(() -> WakeMessage.of(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aSourceReadsWhatLiesBelowItsPath() throws Exception {
        var spec = new ObjectMapper().readTree("""
                {"sources": {"a": {"connector": "files", "path": "s3://b/docs"},
                             "c": {"connector": "files", "path": "s3://c/one.csv"}, "p": {}}}""");
        assertThat(Sleepers.reads(spec, "s3://b/docs/deep/a.md")).isTrue();
        assertThat(Sleepers.reads(spec, "s3://c/one.csv")).isTrue();
        assertThat(Sleepers.reads(spec, "s3://b/docsother/a.md")).isFalse();
        assertThat(Sleepers.reads(spec, "s3://c/two.csv")).isFalse();
        assertThat(Sleepers.reads(spec, "s3://d/docs/a.md")).isFalse();
    }
}
