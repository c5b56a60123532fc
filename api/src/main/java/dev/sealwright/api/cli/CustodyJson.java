package dev.sealwright.api.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.key.ModuleIdentity;
import dev.sealwright.engine.key.TokenIdentity;
import java.io.IOException;

/** The parts of evidence that several documents share. */
final class CustodyJson {
  private CustodyJson() {}

  static void evidence(JsonGenerator json, KeyEvidence evidence) throws IOException {
    KeyCustody custody = evidence.custody();
    json.writeStartObject();
    json.writeStringField("vault", evidence.vault());
    json.writeStringField("occasion", evidence.occasion().name());
    json.writeStringField("at", evidence.at().toString());
    json.writeStringField("actor", evidence.actor());
    json.writeStringField("keyId", custody.id().value().toString());
    Json.text(json, "label", custody.label());
    json.writeStringField("keyAlgorithm", ApiNames.of(custody.spec()).name());
    json.writeStringField("publicKeySha256", custody.fingerprint());
    json.writeFieldName("attributes");
    attributes(json, custody.attributes());
    json.writeFieldName("module");
    module(json, custody.module());
    json.writeFieldName("token");
    token(json, custody.token());
    json.writeEndObject();
  }

  static void attributes(JsonGenerator json, CustodyAttributes custody) throws IOException {
    json.writeStartObject();
    Json.flag(json, "CKA_TOKEN", custody.token());
    Json.flag(json, "CKA_PRIVATE", custody.isPrivate());
    Json.flag(json, "CKA_SENSITIVE", custody.sensitive());
    Json.flag(json, "CKA_ALWAYS_SENSITIVE", custody.alwaysSensitive());
    Json.flag(json, "CKA_EXTRACTABLE", custody.extractable());
    Json.flag(json, "CKA_NEVER_EXTRACTABLE", custody.neverExtractable());
    Json.flag(json, "CKA_LOCAL", custody.local());
    Json.hex(json, "CKA_KEY_GEN_MECHANISM", custody.keyGenMechanism());
    json.writeEndObject();
  }

  static void module(JsonGenerator json, ModuleIdentity module) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", module.path());
    Json.text(json, "sha256OfFile", module.sha256());
    json.writeStringField("driver", module.driver());
    json.writeStringField("manufacturer", module.manufacturer());
    json.writeStringField("description", module.description());
    json.writeStringField("libraryVersion", module.libraryVersion());
    json.writeStringField("cryptokiVersion", module.cryptokiVersion());
    json.writeEndObject();
  }

  private static void token(JsonGenerator json, TokenIdentity token) throws IOException {
    json.writeStartObject();
    json.writeStringField("label", token.label());
    json.writeStringField("manufacturer", token.manufacturer());
    json.writeStringField("model", token.model());
    json.writeStringField("serial", token.serial());
    json.writeStringField("hardwareVersion", token.hardwareVersion());
    json.writeStringField("firmwareVersion", token.firmwareVersion());
    json.writeEndObject();
  }
}
