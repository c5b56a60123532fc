package dev.sealwright.api;

import static dev.sealwright.api.Requests.ca;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealwright.api.LocalApi.Answer;
import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Principal;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CAs across accounts: what is granted works, and a stranger learns nothing (INVARIANT I15). */
class SharingTest {
  private static final String GUEST = "210000000012";
  private static final String GUILD = "o-a1b2c3d4e5";
  private static final String SECRET = "a-secret-that-this-test-knows";
  private static final String READ =
      """
      "acm-pca:DescribeCertificateAuthority", "acm-pca:GetCertificate",
      "acm-pca:GetCertificateAuthorityCertificate", "acm-pca:ListPermissions", "acm-pca:ListTags"\
      """;

  @TempDir private Path folder;

  private final LocalApi api = new LocalApi();

  @BeforeEach
  void admitEverybody() {
    admit("AKIAGUEST", GUEST, GUILD, PolicyDocument.ADMINISTRATOR);
    admit("AKIAALIEN", "330000000013", null, PolicyDocument.ADMINISTRATOR);
    admit("AKIANOBODY", LocalApi.ACCOUNT, null, null);
    admit(
        "AKIAREADER",
        LocalApi.ACCOUNT,
        null,
        PolicyDocument.parseIdentity(
            """
            {"Statement": {"Effect": "Allow", "Resource": "*", "Action": ["acm-pca:Get*",
             "acm-pca:Describe*", "acm-pca:CreateCertificateAuthority"]}}\
            """));
    admit(
        "AKIALEASHED",
        GUEST,
        GUILD,
        PolicyDocument.parseIdentity(
            """
            {"Statement": [{"Effect": "Allow", "Resource": "*", "Action": "acm-pca:*"},
             {"Effect": "Deny", "Resource": "*", "Action": "*",
              "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}\
            """));
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aSharedCaIssuesForTheGuestAndTheRecordSaysWhoAsked() {
    String root = api.activeRoot();
    put(root, account(root, GUEST));

    Answer issued = issue("AKIAGUEST", root, Requests.LEAF_TEMPLATE);
    assertThat(issued.outcome()).isEqualTo("OK");
    Map<String, Object> certificate =
        Requests.certificate(root, issued.body().get("CertificateArn").asText());
    Answer leaf = as("AKIAGUEST", "GetCertificate", certificate);
    Answer own = as("AKIAGUEST", "GetCertificateAuthorityCertificate", ca(root));
    assertThat(leaf.outcome()).isEqualTo("OK");
    assertThat(own.outcome()).isEqualTo("OK");
    assertSigned(leaf.body().get("Certificate").asText(), own.body().get("Certificate").asText());
    JsonNode described = as("AKIAGUEST", "DescribeCertificateAuthority", ca(root)).body();
    assertThat(described.at("/CertificateAuthority/OwnerAccount").asText())
        .isEqualTo(LocalApi.ACCOUNT);
    AuditEvent last =
        api.store().auditEvents(id(root), 100).stream()
            .filter(event -> event.kind() == AuditEvent.Kind.CERTIFICATE_ISSUED)
            .toList()
            .getLast();
    assertThat(last.actor()).isEqualTo("arn:aws:iam::210000000012:user/AKIAGUEST");

    // Only the template that was granted, and nothing that stays with the owner.
    assertDenied(
        issue(
            "AKIAGUEST", root, Requests.LEAF_TEMPLATE.replace("EndEntity", "EndEntityClientAuth")));
    assertThat(issue("AKIAGUEST", root, null).outcome()).isEqualTo("OK");
    assertDenied(as("AKIAGUEST", "GetCertificateAuthorityCsr", ca(root)));
    assertDenied(as("AKIAGUEST", "GetPolicy", Requests.policyOf(root)));
    assertDenied(as("AKIAGUEST", "DeletePolicy", Requests.policyOf(root)));
    assertDenied(issue("AKIALEASHED", root, Requests.LEAF_TEMPLATE));
    assertDenied(issue("AKIAALIEN", root, Requests.LEAF_TEMPLATE));

    api.ok("DeletePolicy", Requests.policyOf(root));
    assertDenied(issue("AKIAGUEST", root, Requests.LEAF_TEMPLATE));
    assertDenied(as("AKIAGUEST", "DescribeCertificateAuthority", ca(root)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AKIAALIEN", "AKIAGUEST", "AKIANOBODY"})
  void whoMayNotLearnsTheSameOfACaThatIsAndOneThatIsNot(String who) {
    String root = api.create("ROOT", Map.of());
    put(root, account(root, "999999999999"));
    String absent = root.substring(0, root.length() - 36) + UUID.randomUUID();
    for (String operation : List.of("DescribeCertificateAuthority", "GetCertificateAuthorityCsr")) {
      Answer there = as(who, operation, ca(root));
      Answer nowhere = as(who, operation, ca(absent));
      assertDenied(there);
      assertDenied(nowhere);
      assertThat(there.status()).isEqualTo(nowhere.status());
      assertThat(there.message().replace(root, "CA"))
          .isEqualTo(nowhere.message().replace(absent, "CA"));
    }
    // Neither its state nor its policy shows before the right does.
    assertDenied(as(who, "PutPolicy", Requests.putPolicy(root, "no policy")));
    assertDenied(as(who, "GetPolicy", Requests.policyOf(absent)));
  }

  @Test
  void whoMayLearnsThatThereIsNoSuchCa() {
    String absent =
        "arn:aws:acm-pca:us-east-1:"
            + LocalApi.ACCOUNT
            + ":certificate-authority/"
            + UUID.randomUUID();
    assertThat(as("AKIAREADER", "DescribeCertificateAuthority", ca(absent)).outcome())
        .isEqualTo("ResourceNotFoundException");
    assertDenied(as("AKIAREADER", "ListCertificateAuthorities", Map.of()));
    assertDenied(as("AKIANOBODY", "ListCertificateAuthorities", Map.of()));
  }

  @Test
  void toCreateWithTagsTakesTheRightToTag() {
    Map<String, Object> request = Requests.create("ROOT");
    assertThat(as("AKIAREADER", "CreateCertificateAuthority", request).outcome()).isEqualTo("OK");
    request.put("Tags", List.of(Map.of("Key", "Team", "Value", "pki")));
    Answer refused = as("AKIAREADER", "CreateCertificateAuthority", request);
    assertDenied(refused);
    assertThat(refused.message()).contains("acm-pca:TagCertificateAuthority");
    assertThat(api.call("CreateCertificateAuthority", request).outcome()).isEqualTo("OK");
    assertDenied(as("AKIANOBODY", "CreateCertificateAuthority", request));
  }

  @Test
  void aPolicyComesBackAsItWasPutAndGoesTwice() {
    String root = api.create("ROOT", Map.of());
    assertThat(api.call("GetPolicy", Requests.policyOf(root)).outcome())
        .isEqualTo("ResourceNotFoundException");
    api.ok("DeletePolicy", Requests.policyOf(root));

    String policy = account(root, GUEST);
    put(root, policy);
    assertThat(api.ok("GetPolicy", Requests.policyOf(root)).get("Policy").asText())
        .isEqualTo(policy);
    put(root, account(root, "999999999999"));
    assertDenied(as("AKIAGUEST", "DescribeCertificateAuthority", ca(root)));
    api.ok("DeletePolicy", Requests.policyOf(root));
    api.ok("DeletePolicy", Requests.policyOf(root));
    assertThat(api.call("GetPolicy", Requests.policyOf(root)).outcome())
        .isEqualTo("ResourceNotFoundException");
  }

  @Test
  void aRefusedPolicyLeavesTheEarlierOne() {
    String root = api.create("ROOT", Map.of());
    String other = api.create("ROOT", Map.of());
    put(root, account(root, GUEST));

    Answer confused = api.call("PutPolicy", Requests.putPolicy(root, account(other, GUEST)));
    assertThat(confused.outcome()).isEqualTo("InvalidPolicyException");
    assertThat(confused.message()).contains("Statement[0].Resource", root);
    Answer bomb = api.call("PutPolicy", Requests.putPolicy(root, "{\"Statement\":".repeat(6_000)));
    assertThat(bomb.outcome()).isEqualTo("InvalidPolicyException");

    assertThat(as("AKIAGUEST", "DescribeCertificateAuthority", ca(root)).outcome()).isEqualTo("OK");
    assertDenied(as("AKIAGUEST", "DescribeCertificateAuthority", ca(other)));
  }

  @Test
  void ofTwoPoliciesAtOnceOneWinsEachTime() throws InterruptedException {
    String root = api.create("ROOT", Map.of());
    int callers = 8;
    List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      String policy = account(root, "40000000000" + i);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                awaitUninterrupted(start);
                outcomes.add(api.call("PutPolicy", Requests.putPolicy(root, policy)).outcome());
              }));
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(outcomes).hasSize(callers).contains("OK");
    assertThat(outcomes).isSubsetOf("OK", "ConcurrentModificationException");
    long put =
        api.store().auditEvents(id(root), 100).stream()
            .filter(event -> event.kind() == AuditEvent.Kind.POLICY_PUT)
            .count();
    assertThat(put).isEqualTo(outcomes.stream().filter("OK"::equals).count());
    assertThat(api.engine().sharing().of(id(root)).revision()).isEqualTo(put);
  }

  @Test
  void whatOthersShareIsListedPageByPage() {
    List<String> shared = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String root = api.create("ROOT", Map.of());
      put(root, i % 2 == 0 ? account(root, GUEST) : guild(root));
      shared.add(root);
    }
    String issueOnly = api.create("ROOT", Map.of());
    put(
        issueOnly,
        account(issueOnly, GUEST)
            .replace("acm-pca:Describe", "acm-pca:GetCertificate\",\"acm-pca:Describe")
            .replace("\"acm-pca:DescribeCertificateAuthority\", ", ""));
    api.create("ROOT", Map.of());

    List<String> found = new ArrayList<>();
    String token = null;
    do {
      Map<String, Object> request =
          new LinkedHashMap<>(Map.of("ResourceOwner", "OTHER_ACCOUNTS", "MaxResults", 2));
      if (token != null) {
        request.put("NextToken", token);
        assertThat(as("AKIAALIEN", "ListCertificateAuthorities", request).outcome())
            .isEqualTo("InvalidNextTokenException");
        Map<String, Object> own = new LinkedHashMap<>(request);
        own.put("ResourceOwner", "SELF");
        assertThat(as("AKIAGUEST", "ListCertificateAuthorities", own).outcome())
            .isEqualTo("InvalidNextTokenException");
      }
      JsonNode page = as("AKIAGUEST", "ListCertificateAuthorities", request).body();
      page.get("CertificateAuthorities").forEach(ca -> found.add(ca.get("Arn").asText()));
      token = page.path("NextToken").asText(null);
    } while (token != null);
    assertThat(found).containsExactlyInAnyOrderElementsOf(shared);

    assertThat(list("AKIAALIEN", "OTHER_ACCOUNTS")).isEmpty();
    assertThat(list("AKIAGUEST", "SELF")).isEmpty();
    assertDenied(
        as("AKIALEASHED", "ListCertificateAuthorities", Map.of("ResourceOwner", "OTHER_ACCOUNTS")));
    // The owner is in no other account, even if a policy names it.
    assertThat(
            api.ok("ListCertificateAuthorities", Map.of("ResourceOwner", "OTHER_ACCOUNTS"))
                .get("CertificateAuthorities"))
        .isEmpty();
    api.ok("DeletePolicy", Requests.policyOf(shared.getFirst()));
    assertThat(list("AKIAGUEST", "OTHER_ACCOUNTS")).hasSize(4).doesNotContain(shared.getFirst());
  }

  private List<String> list(String who, String owner) {
    JsonNode body = as(who, "ListCertificateAuthorities", Map.of("ResourceOwner", owner)).body();
    List<String> arns = new ArrayList<>();
    body.get("CertificateAuthorities").forEach(ca -> arns.add(ca.get("Arn").asText()));
    return arns;
  }

  private void admit(
      String id, String account, @Nullable String organization, @Nullable PolicyDocument policy) {
    api.admit(
        new AccessKey(
            id,
            SECRET,
            new Caller(
                new Principal(
                    account, "arn:aws:iam::" + account + ":user/" + id, organization, null),
                policy == null ? List.of() : List.of(policy),
                null)));
  }

  private Answer as(String who, String operation, Map<String, ?> request) {
    return api.call(who, SECRET, operation, request);
  }

  private Answer issue(String who, String root, @Nullable String template) {
    Map<String, Object> request =
        Requests.issue(root, new OpenSsl(folder).request("/CN=guest.example.com").asUtf8String());
    if (template != null) {
      request.put("TemplateArn", template);
    }
    return as(who, "IssueCertificate", request);
  }

  private void put(String root, String policy) {
    api.ok("PutPolicy", Requests.putPolicy(root, policy));
  }

  /** The two statements of a share with one account. */
  private static String account(String root, String account) {
    return """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "1", "Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": [%s], "Resource": "%s"},
      {"Sid": "2", "Effect": "Allow", "Principal": {"AWS": "%s"},
       "Action": ["acm-pca:IssueCertificate"], "Resource": "%s",
       "Condition": {"StringEquals": {"acm-pca:TemplateArn": "%s"}}}]}\
    """
        .formatted(account, READ, root, account, root, Requests.LEAF_TEMPLATE);
  }

  private static String guild(String root) {
    return """
    {"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Principal": "*", "Action": [%s, "acm-pca:IssueCertificate"],
       "Resource": "%s", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "%s"},
         "StringNotEquals": {"aws:PrincipalAccount": "%s"}}}]}\
    """
        .formatted(READ, root, GUILD, LocalApi.ACCOUNT);
  }

  private static AuthorityId id(String root) {
    return new AuthorityId(UUID.fromString(root.substring(root.length() - 36)));
  }

  /** By the JDK, which also reads both. */
  private static void assertSigned(String leaf, String issuer) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      Certificate signed = factory.generateCertificate(stream(leaf));
      signed.verify(factory.generateCertificate(stream(issuer)).getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("not a certificate of the CA", e);
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void assertDenied(Answer answer) {
    assertThat(answer.outcome()).as("%s", answer.body()).isEqualTo("AccessDeniedException");
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
