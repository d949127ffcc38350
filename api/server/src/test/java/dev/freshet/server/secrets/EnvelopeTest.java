package dev.freshet.server.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private final Envelope master = new Envelope(new byte[32]);

    @Test
    void whatIsSealedOpensOnlyInItsPlace() {
        Envelope acme = master.unwrap("acme", master.newWrappedKey("acme"));
        String place = Envelope.secretPlace("acme", "db", 1);
        byte[] sealed = acme.sealText("password", place);
        assertThat(acme.openText(sealed, place)).isEqualTo("password");
        assertThatThrownBy(() -> acme.openText(sealed, Envelope.secretPlace("acme", "db", 2)))
                .isInstanceOf(IllegalStateException.class);
        Envelope globex = master.unwrap("globex", master.newWrappedKey("globex"));
        assertThatThrownBy(() -> globex.openText(sealed, place)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> master.unwrap("globex", master.newWrappedKey("acme")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void equalTextsLookDifferentAndAChangedByteIsNoticed() {
        byte[] one = master.sealText("same", "p");
        byte[] two = master.sealText("same", "p");
        assertThat(one).isNotEqualTo(two);
        one[one.length - 1] ^= 1;
        assertThatThrownBy(() -> master.openText(one, "p")).isInstanceOf(IllegalStateException.class);
    }
}
