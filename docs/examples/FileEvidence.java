import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Files one item of evidence over plain HTTP and fetches its receipt. Needs Java 17; no library.
 *
 * <pre>java docs/examples/FileEvidence.java LN-0001</pre>
 *
 * TRISEAL_URL, TRISEAL_ORGANISATION, TRISEAL_KEY and TRISEAL_CERT name the service, the organisation and the key and certificate of its filing
 * system. Without them it is the sample bank of a service that runs here.
 */
public final class FileEvidence {
    private static final String URL = environment("TRISEAL_URL", "http://127.0.0.1:8420");
    private static final String ORGANISATION = environment("TRISEAL_ORGANISATION", "demo-bank");
    private static final Path IDENTITY =
            Path.of(environment("TRISEAL_HOME", ".triseal"), "pki", "identities", "bank-filing");
    private static final Path KEY = Path.of(environment("TRISEAL_KEY", IDENTITY.resolve("key.pem").toString()));
    private static final Path CERT = Path.of(environment("TRISEAL_CERT", IDENTITY.resolve("certificate.pem").toString()));

    private static final int ATTEMPTS = 6;
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    public static void main(String[] args) throws Exception {
        String loan = args.length > 0 ? args[0] : "LN-0001";
        String authorization = "Bearer " + token();
        String record = """
                {"record": {"type": "DRAW", "loan": "%s",
                  "event": {"time": "2026-11-23T10:00:00+08:00", "source": "claimed"},
                  "provenance": {"class": "bare-hash"}, "actors": [],
                  "fields": {"amount": {"amount": "10000.00", "currency": "CNY"},
                    "requested_at": "2026-11-23T10:00:00+08:00"}}}""".formatted(loan);
        // The key belongs to the item: the same item sent again, today or next year, is not filed twice.
        String filed = call(request("/v1/evidence")
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "java/" + loan + "/1")
                .POST(HttpRequest.BodyPublishers.ofString(record)));
        String id = member(filed, "id");
        String receipt = call(request("/v1/evidence/" + id + "/receipt")
                .header("Authorization", authorization)
                .header("Accept", "application/json"));
        System.out.println("{\"id\": \"" + id + "\", \"receipt\": " + receipt + "}");
    }

    private static String token() throws Exception {
        String form = "grant_type=client_credentials"
                + "&client_assertion_type=" + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                + "&client_assertion=" + encoded(clientAssertion());
        return member(call(request("/v1/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))), "access_token");
    }

    /** RFC 7523: signed by the key of the registered certificate, good once and for a minute. */
    private static String clientAssertion() throws Exception {
        byte[] certificate;
        try (var in = Files.newInputStream(CERT)) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
        }
        String thumbprint = base64url(MessageDigest.getInstance("SHA-256").digest(certificate));
        long now = Instant.now().getEpochSecond();
        String header = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"x5t#S256\":\"%s\"}".formatted(thumbprint);
        String claims = "{\"iss\":\"%1$s\",\"sub\":\"%1$s\",\"aud\":\"%2$s/v1/token\",\"iat\":%3$d,\"exp\":%4$d,\"jti\":\"%5$s\"}"
                .formatted(ORGANISATION, URL, now, now + 60, UUID.randomUUID());
        String signed = base64url(header.getBytes(UTF_8)) + "." + base64url(claims.getBytes(UTF_8));
        // JWS wants r and s of 32 bytes each (RFC 7518 section 3.4), which is this format, and not DER.
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(privateKey());
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + base64url(signature.sign());
    }

    private static PrivateKey privateKey() throws Exception {
        String pem = Files.readString(KEY).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }

    /** Repeats the very same request while the service is away or busy: under one Idempotency-Key that is safe. */
    private static String call(HttpRequest.Builder builder) throws InterruptedException {
        HttpRequest request = builder.build();
        for (int attempt = 1; ; attempt++) {
            String problem;
            long pause = attempt;
            try {
                HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                int status = answer.statusCode();
                if (status < 300) return answer.body();
                problem = status + " " + answer.body();
                boolean passing = status == 429 || status == 502 || status == 503 || status == 504;
                if (!passing) throw new IllegalStateException(request.uri() + ": " + problem);
                Optional<String> after = answer.headers().firstValue("Retry-After");
                pause = after.map(Long::parseLong).orElse(pause);
            } catch (IOException error) {
                problem = "no answer (" + error + ")";
            }
            if (attempt == ATTEMPTS) throw new IllegalStateException(request.uri() + ": " + problem);
            Thread.sleep(Duration.ofSeconds(Math.min(pause, 10)).toMillis());
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(URL + path)).timeout(Duration.ofSeconds(60));
    }

    /** A string member at the beginning of an answer; a real client has a JSON library. */
    private static String member(String json, String name) {
        var found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!found.find()) throw new IllegalStateException("the answer has no " + name);
        return found.group(1);
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static String environment(String name, String otherwise) {
        return Optional.ofNullable(System.getenv(name)).orElse(otherwise);
    }
}
