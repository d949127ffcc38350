package dev.freshet.server.access;

/**
 * Who sends a request.
 *
 * @param issuer the identity provider that vouches for the subject
 * @param subject the provider's name for the caller; only issuer and subject together identify anyone
 * @param name for people to read, proves nothing
 * @param session whether the caller came by the console's cookie
 */
public record Caller(String issuer, String subject, String name, boolean session) {
    /** How the caller is written into rows that say who did something. */
    public String label() {
        return name + " (" + subject + ")";
    }
}
