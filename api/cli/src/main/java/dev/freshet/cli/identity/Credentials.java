package dev.freshet.cli.identity;

/** What a token is bought with. */
public sealed interface Credentials {
    /** The OAuth client that asks. */
    String clientId();

    /** A confidential client with its secret. */
    record ClientSecret(String clientId, String secret) implements Credentials {
        @Override
        public String toString() {
            return "client " + clientId;
        }
    }

    /** What a browser login left behind. */
    record RefreshToken(String clientId, String token) implements Credentials {
        @Override
        public String toString() {
            return "login by " + clientId;
        }
    }
}
