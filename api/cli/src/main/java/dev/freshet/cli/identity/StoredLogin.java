package dev.freshet.cli.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The file that {@code login} leaves; exactly one of secret and refresh token is there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredLogin(
        @JsonProperty("url") String url,
        @JsonProperty("token_url") String tokenUrl,
        @JsonProperty("tenant") @Nullable String tenant,
        @JsonProperty("client_id") String clientId,
        @JsonProperty("client_secret") @Nullable String clientSecret,
        @JsonProperty("refresh_token") @Nullable String refreshToken) {

    Credentials credentials() {
        if (clientSecret != null) {
            return new Credentials.ClientSecret(clientId, clientSecret);
        }
        return new Credentials.RefreshToken(clientId, refreshToken == null ? "" : refreshToken);
    }

    StoredLogin renewed(String token) {
        return new StoredLogin(url, tokenUrl, tenant, clientId, null, token);
    }

    @Override
    public String toString() {
        return "login at " + url;
    }
}
