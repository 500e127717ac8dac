package dev.taskflow.http.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * JSON Web Tokens of one issuer, signed with a key that its JWKS URL names. Issuer, audience, expiry and signature are
 * checked; symmetric and no algorithms are refused, as whoever knows the public key could sign.
 */
public final class JwtTokens implements Authenticator {
    private static final int FETCH_WITHIN_MS = 2_000;
    private static final int MAX_JWKS_BYTES = 256 * 1024;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Settings settings;

    /**
     * What tokens are taken, and what they say.
     *
     * @param ownerClaim a text: the owner key
     * @param roleClaim a text, blanks between roles, or a list of texts
     * @param operatorRole the role that makes an operator
     */
    public record Settings(
            URI jwksUrl, String issuer, String audience, String ownerClaim, String roleClaim, String operatorRole) {}

    /**
     * Fetches nothing yet.
     *
     * @throws IllegalArgumentException if the URL is none
     */
    public JwtTokens(Settings settings) {
        this.settings = settings;
        JWKSource<SecurityContext> keys = JWKSourceBuilder.create(
                        url(settings.jwksUrl()),
                        new DefaultResourceRetriever(FETCH_WITHIN_MS, FETCH_WITHIN_MS, MAX_JWKS_BYTES))
                .retrying(true)
                .build();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.Family.SIGNATURE, keys));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                settings.audience(),
                new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
                Set.of("exp", settings.ownerClaim())));
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (MalformedURLException malformed) {
            throw new IllegalArgumentException(uri + " is no URL", malformed);
        }
    }

    @Override
    public Optional<Caller> caller(String token) {
        try {
            return caller(processor.process(token, null));
        } catch (KeySourceException keysAway) {
            throw new Unavailable("the keys of the token's issuer cannot be fetched", keysAway);
        } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private Optional<Caller> caller(JWTClaimsSet claims) throws ParseException {
        String owner = claims.getStringClaim(settings.ownerClaim());
        if (owner == null || owner.isBlank() || owner.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        Role role = hasOperatorRole(claims.getClaim(settings.roleClaim())) ? Role.OPERATOR : Role.OWNER;
        String subject = claims.getSubject();
        return Optional.of(new Caller("jwt:" + (subject == null ? owner : subject), role, Optional.of(owner)));
    }

    private boolean hasOperatorRole(@org.jspecify.annotations.Nullable Object roles) {
        if (roles instanceof Collection<?> list) {
            return list.contains(settings.operatorRole());
        }
        return roles instanceof String text
                && java.util.Arrays.asList(text.split(" ", -1)).contains(settings.operatorRole());
    }
}
