package dev.taskflow.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwtTokensTest {
    private final ECKey key = key("k1");
    private final HttpServer issuer = issuer();
    private JwtTokens tokens = tokens();

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static HttpServer issuer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new AssertionError(noPort);
        }
    }

    private JwtTokens tokens() {
        return new JwtTokens(new JwtTokens.Settings(
                URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks"),
                "https://issuer",
                "taskflow",
                "team",
                "roles",
                "taskflow-operator"));
    }

    @BeforeEach
    void serveKeys() {
        byte[] jwks = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        issuer.createContext("/jwks", exchange -> {
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
        });
        issuer.start();
        tokens = tokens();
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://issuer")
                .audience("taskflow")
                .subject("alice")
                .claim("team", "team-a")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    private static String signed(ECKey key, JWTClaimsSet.Builder claims) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims.build());
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    @Test
    void ownerAndRoleComeFromTheClaims() throws JOSEException {
        assertThat(tokens.caller(signed(key, claims())))
                .contains(new Caller("jwt:alice", Role.OWNER, Optional.of("team-a")));
        assertThat(tokens.caller(signed(key, claims().claim("roles", List.of("x", "taskflow-operator")))))
                .map(Caller::role)
                .contains(Role.OPERATOR);
        assertThat(tokens.caller(signed(key, claims().claim("roles", "x taskflow-operator x"))))
                .map(Caller::role)
                .contains(Role.OPERATOR);
    }

    @Test
    void whatIsNotForUsNotNowNotSignedOrWithoutAnOwnerIsRefused() throws JOSEException {
        SignedJWT symmetric = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
        symmetric.sign(new MACSigner(key.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8)));

        for (String token : List.of(
                signed(key("k1"), claims()),
                signed(key("other"), claims()),
                signed(key, claims().issuer("https://other")),
                signed(key, claims().audience("other")),
                signed(key, claims().expirationTime(Date.from(Instant.now().minusSeconds(600)))),
                signed(key, claims().expirationTime(null)),
                signed(key, claims().claim("team", null)),
                signed(key, claims().claim("team", " ")),
                signed(key, claims().claim("team", 5)),
                new PlainJWT(claims().build()).serialize(),
                symmetric.serialize(),
                "not.a.token",
                "")) {
            assertThat(tokens.caller(token)).as(token).isEmpty();
        }
    }

    @Test
    void anIssuerThatIsAwayIsNeitherYesNorNo() throws JOSEException {
        issuer.stop(0);

        String token = signed(key, claims());
        assertThatThrownBy(() -> tokens.caller(token)).isInstanceOf(Authenticator.Unavailable.class);
    }
}
