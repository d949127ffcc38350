package dev.freshet.cli.identity;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Which service, which tenant, as whom.
 *
 * @param tenant null: the only one that the identity can see
 * @param store where a renewed refresh token is to be kept
 */
public record Target(URI url, URI tokenUrl, @Nullable String tenant, Credentials credentials, LoginStore store) {}
