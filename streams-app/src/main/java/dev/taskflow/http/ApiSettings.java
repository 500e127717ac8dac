package dev.taskflow.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;

/**
 * How the server runs.
 *
 * @param port 0 for a free one
 * @param self where other instances reach this one; empty: there are no others
 * @param cursorSecret the same for every instance
 * @param version of this program
 */
public record ApiSettings(
        String host,
        int port,
        Optional<HostInfo> self,
        ApiAccess access,
        ApiBounds bounds,
        String cursorSecret,
        String version) {

    /**
     * Checks who could come in.
     *
     * @throws IllegalArgumentException if everybody could come in: without authentication only this machine's users may
     */
    public ApiSettings {
        if (access.isOpen() && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "http.host=" + host + " can be reached from elsewhere, and nobody would be"
                            + " asked who he is: set http.auth.tokens.file or http.auth.jwks.url, or bind to 127.0.0.1");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("http.host=" + host + " is no address of this machine", unknown);
        }
    }
}
