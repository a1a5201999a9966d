import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlSignatureScope;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * dss-check DOCUMENT... [--trust CERTIFICATE]... [--cert CERTIFICATE]... [--crl DER]... [--at RFC-3339]: what EU DSS says of each signature of each document,
 * one JSON object a line; a document that it cannot read at all has one with an `error`.
 * Offline: no certificate, revocation list or trusted list is fetched.
 */
public final class DssCheck {
  public static void main(String[] args) throws Exception {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    CommonCertificateSource known = new CommonCertificateSource();
    Date at = null;
    List<DSSDocument> lists = new ArrayList<>();
    int documents = 0;
    while (documents < args.length && !args[documents].startsWith("--")) documents++;
    for (int i = documents; i + 1 < args.length; i += 2) {
      if (args[i].equals("--at")) {
        at = Date.from(Instant.parse(args[i + 1]));
        continue;
      }
      if (args[i].equals("--crl")) {
        lists.add(new FileDocument(new File(args[i + 1])));
        continue;
      }
      CertificateToken token = DSSUtils.loadCertificate(new File(args[i + 1]));
      if (args[i].equals("--trust")) trusted.addCertificate(token);
      else known.addCertificate(token);
    }
    for (int i = 0; i < documents; i++) {
      try {
        check(i, new FileDocument(new File(args[i])), trusted, known, lists, at);
      } catch (RuntimeException refused) {
        System.out.println("{\"document\":" + i + ",\"error\":" + text(refused.getMessage()) + "}");
      }
    }
  }

  private static void check(int number, DSSDocument document, CommonTrustedCertificateSource trusted,
      CommonCertificateSource known, List<DSSDocument> lists, Date at) {
    SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(document);
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    verifier.setAdjunctCertSources(known);
    if (!lists.isEmpty()) verifier.setCrlSource(new ExternalResourcesCRLSource(lists.toArray(new DSSDocument[0])));
    validator.setCertificateVerifier(verifier);
    // A JWS that only names its certificate by digest (x5t#S256).
    validator.setSigningCertificateSource(known);
    if (at != null) validator.setValidationTime(at);
    Reports reports = validator.validateDocument();
    SimpleReport simple = reports.getSimpleReport();
    for (SignatureWrapper signature : reports.getDiagnosticData().getSignatures()) {
      String id = signature.getId();
      List<String> scopes = new ArrayList<>();
      for (XmlSignatureScope scope : signature.getSignatureScopes())
        scopes.add(scope.getScope() + (scope.getName() == null ? "" : ":" + scope.getName()));
      List<String> stamps = new ArrayList<>();
      for (TimestampWrapper stamp : signature.getTimestampList())
        stamps.add(stamp.getType() + ":" + stamp.isMessageImprintDataIntact() + ":" + stamp.isSignatureIntact());
      List<String> errors = new ArrayList<>();
      simple.getAdESValidationErrors(id).forEach((message) -> errors.add(message.getKey() + " " + message.getValue()));
      System.out.println("{\"document\":" + number
          + ",\"indication\":" + text(simple.getIndication(id))
          + ",\"sub\":" + text(simple.getSubIndication(id))
          + ",\"format\":" + text(signature.getSignatureFormat())
          + ",\"intact\":" + signature.isSignatureIntact()
          + ",\"signingTime\":" + text(signature.getClaimedSigningTime() == null ? null : signature.getClaimedSigningTime().toInstant())
          + ",\"scopes\":" + list(scopes) + ",\"timestamps\":" + list(stamps) + ",\"errors\":" + list(errors) + "}");
    }
  }

  private static String text(Object value) {
    if (value == null) return "null";
    return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static String list(List<String> values) {
    List<String> out = new ArrayList<>();
    for (String value : values) out.add(text(value));
    return "[" + String.join(",", out) + "]";
  }
}
