package dev.sealwright.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Accounts, principals and access keys from the file, and every problem of them at once. */
class AccountsSectionTest {
  private static final String SECRET = "hush-hush-hush-hush";

  @TempDir Path folder;

  @Test
  void readsEverythingThatCanBeSaid() throws Exception {
    Files.writeString(
        folder.resolve("get.json"),
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"acm-pca:Get*\",\"Resource\":\"*\"}}");
    List<Account> accounts =
        read(
            """
            accounts:
              - id: "210987654321"
                organization: o-a1b2c3d4e5
                principals:
                  - name: ada
                    policies:
                      - get.json
                      - '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'
                      - Statement:
                          - Effect: Allow
                            Action: [acm-pca:Get*]
                            Resource: "*"
                            Condition: {Bool: {aws:ViaAWSService: false}}
                    accessKeys:
                      - {id: AKIAONE, secret: "environment:ONE"}
                      - {id: AKIATWO, secret: "sealed:AAEC"}
                      - {id: AKIATHREE, secret: hush-hush-hush-hush}
                  - name: acm
                    service: acm.amazonaws.com
                    arn: arn:aws:iam::210987654321:role/acm
              - id: "310987654321"
            """,
            Map.of("ONE", SECRET));
    assertThat(accounts).hasSize(2);
    Account.Member ada = accounts.getFirst().members().getFirst();
    assertThat(ada.principal().arn()).isEqualTo("arn:aws:iam::210987654321:user/ada");
    assertThat(ada.principal().organization()).isEqualTo("o-a1b2c3d4e5");
    assertThat(ada.principal().service()).isNull();
    assertThat(ada.policies()).hasSize(3);
    assertThat(ada.keys().stream().map(Account.SigningPair::id))
        .containsExactly("AKIAONE", "AKIATWO", "AKIATHREE");
    assertThat(ada.keys().get(0).secret()).isEqualTo(new KeySecret.FromEnvironment(SECRET));
    assertThat(ada.keys().get(1).secret()).isInstanceOf(KeySecret.Sealed.class);
    assertThat(ada.keys().get(2).secret()).isEqualTo(new KeySecret.Plain(SECRET));
    assertThat(accounts.toString()).doesNotContain(SECRET);
    Account.Member acm = accounts.getFirst().members().getLast();
    assertThat(acm.principal().service()).isEqualTo("acm.amazonaws.com");
    assertThat(accounts.getLast().members()).isEmpty();
  }

  record Case(String name, String section, List<String> problems) {
    Case(String name, String section, String... problems) {
      this(name, section, List.of(problems));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> problems() {
    return List.of(
        new Case("a mapping", "{a: 1}", "accounts: expected a list"),
        new Case("a text in the list", "[x]", "accounts[0]: expected a mapping"),
        new Case("no id", "[{principals: []}]", "accounts[0].id: is missing"),
        new Case("a short id", "[{id: '1'}]", "accounts[0].id: expected twelve digits"),
        new Case(
            "an id twice",
            "[{id: '210987654321'}, {id: '210987654321'}]",
            "accounts[1].id: stands twice"),
        new Case(
            "an unknown key", "[{id: '210987654321', name: x}]", "accounts[0].name: no such key"),
        new Case(
            "another's ARN",
            principal("name: a, arn: 'arn:aws:iam::999999999999:user/a'"),
            "principals[0].arn: expected an ARN of a user or role of account 210987654321"),
        new Case(
            "the root's ARN", principal("name: a, arn: 'arn:aws:iam::210987654321:root'"), "arn"),
        new Case("no name", principal("policies: []"), "principals[0].name: is missing"),
        new Case("another service", principal("name: a, service: s3.amazonaws.com"), "service"),
        new Case(
            "a service with a policy",
            principal("name: a, service: acm.amazonaws.com, policies: [" + ALLOW + "]"),
            "policies: a service has none"),
        new Case(
            "a policy with a slip",
            principal("name: a, policies: [{Statement: {Efect: Allow}}]"),
            "policies[0]: Statement: 'Efect'"),
        new Case(
            "a policy with a principal",
            principal(
                "name: a, policies: ['{\"Statement\":{\"Principal\":\"*\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}']"),
            "policies[0]: Statement[0]"),
        new Case(
            "a file that is not there",
            principal("name: a, policies: [none.json]"),
            "policies[0]: expected a policy, or a file"),
        new Case(
            "a device as file",
            principal("name: a, policies: [/dev/zero]"),
            "policies[0]: expected a policy, or a file"),
        new Case(
            "nothing as policy", principal("name: a, policies: [~]"), "policies[0]: has no value"),
        new Case("an empty secret", key("id: AKIA, secret: short"), "secret: expected 16 to 256"),
        new Case("no secret", key("id: AKIA"), "secret: is missing"),
        new Case(
            "a bad id", key("id: 'A B', secret: hush-hush-hush-hush"), "id: expected 3 to 128"),
        new Case("no variable", key("id: AKIA, secret: 'environment:NOT_SET'"), "in the variable"),
        new Case(
            "a bad variable", key("id: AKIA, secret: 'environment:a=b'"), "name of a variable"),
        new Case("bad base64", key("id: AKIA, secret: 'sealed:***'"), "expected base64"),
        new Case(
            "a key twice over accounts",
            "[{id: '210987654321', principals: [{name: a, accessKeys: [{id: AKIA, secret: hush-hush-hush-hush}]}]},"
                + "{id: '310987654321', principals: [{name: a, accessKeys: [{id: AKIA, secret: hush-hush-hush-hush}]}]}]",
            "accounts[1].principals[0].accessKeys[0].id: stands twice"),
        new Case(
            "the administrator's key",
            key("id: AKIAADMIN, secret: hush-hush-hush-hush"),
            "id: stands twice, first at AWS_ACCESS_KEY_ID"),
        new Case(
            "several at once",
            "[{id: '1', principals: [{name: '', accessKeys: [{id: AKIA, secret: x}]}]}, 7]",
            "accounts[0].id",
            "accounts[0].principals[0].name",
            "accounts[0].principals[0].accessKeys[0].secret",
            "accounts[1]"));
  }

  private static final String ALLOW = "{Statement: {Effect: Allow, Action: '*', Resource: '*'}}";

  @ParameterizedTest
  @MethodSource("problems")
  void saysWhatIsWrongAndNoSecret(Case wrong) {
    InvalidConfiguration refused =
        catchThrowableOfType(
            InvalidConfiguration.class,
            () ->
                read(
                    "accounts: " + wrong.section() + "\n",
                    Map.of(
                        "AWS_ACCESS_KEY_ID", "AKIAADMIN",
                        "AWS_SECRET_ACCESS_KEY", "sixteen or more of them")));
    assertThat(refused).isNotNull();
    List<String> lines = String.valueOf(refused.getMessage()).lines().toList();
    assertThat(lines).hasSize(wrong.problems().size());
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).contains(wrong.problems().get(i)).contains("sealwright.yaml:1");
    }
    assertThat(refused.getMessage()).doesNotContain(SECRET);
  }

  private static String principal(String members) {
    return "[{id: '210987654321', principals: [{" + members + "}]}]";
  }

  private static String key(String members) {
    return principal("name: a, accessKeys: [{" + members + "}]");
  }

  private List<Account> read(String text, Map<String, String> more)
      throws IOException, InvalidConfiguration {
    Files.writeString(folder.resolve("sealwright.yaml"), text);
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SEALWRIGHT_HOME", folder.toString());
    return Configuration.from(environment).accounts();
  }
}
