package dev.sealwright.api.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.pkcs11.MechanismInfo;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import dev.sealwright.engine.key.pkcs11.TokenLimits;
import dev.sealwright.engine.key.pkcs11.doctor.Ability;
import dev.sealwright.engine.key.pkcs11.doctor.Diagnosis;
import dev.sealwright.engine.key.pkcs11.doctor.Finding;
import dev.sealwright.engine.key.pkcs11.doctor.MechanismNames;
import dev.sealwright.engine.key.pkcs11.doctor.Speed;
import dev.sealwright.engine.key.pkcs11.doctor.Trial;
import java.io.IOException;
import java.util.Map;

/** A diagnosis as JSON; docs/hsm.md describes the members. */
final class DiagnosisJson {
  private static final String FORMAT = "sealwright-hsm-diagnosis";
  private static final int VERSION = 1;

  private DiagnosisJson() {}

  static String of(Diagnosis seen, SuggestedVaults suggested) {
    return Json.document(
        FORMAT,
        VERSION,
        json -> {
          json.writeBooleanField("sound", seen.sound());
          json.writeFieldName("module");
          CustodyJson.module(json, seen.module());
          json.writeArrayFieldStart("slots");
          for (Diagnosis.Slot slot : seen.slots()) {
            slot(json, slot);
          }
          json.writeEndArray();
          Diagnosis.Examined token = seen.token();
          if (token != null) {
            token(json, token);
          }
          json.writeArrayFieldStart("trials");
          for (Trial trial : seen.trials()) {
            trial(json, trial);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("speeds");
          for (Speed speed : seen.speeds()) {
            speed(json, speed);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("findings");
          for (Finding finding : seen.findings()) {
            json.writeStartObject();
            json.writeStringField("severity", finding.severity().name());
            json.writeStringField("what", finding.what());
            json.writeStringField("meaning", finding.meaning());
            json.writeEndObject();
          }
          json.writeEndArray();
          Diagnosis.Advice advice = seen.advice();
          Json.text(json, "configuration", advice == null ? null : suggested.yaml(advice));
        });
  }

  private static void slot(JsonGenerator json, Diagnosis.Slot slot) throws IOException {
    TokenInfo info = slot.info();
    json.writeStartObject();
    json.writeNumberField("slot", slot.slot());
    json.writeStringField("label", info.label());
    json.writeStringField("manufacturer", info.manufacturer());
    json.writeStringField("model", info.model());
    json.writeStringField("serial", info.serial());
    json.writeStringField("hardwareVersion", info.hardware().toString());
    json.writeStringField("firmwareVersion", info.firmware().toString());
    json.writeArrayFieldStart("flags");
    for (String flag : TokenFlagNames.of(info)) {
      json.writeString("CKF_" + flag);
    }
    json.writeEndArray();
    TokenLimits limits = slot.limits();
    if (limits != null) {
      json.writeNumberField("maxSessions", limits.maxSessions());
      json.writeNumberField("minPinLength", limits.minPin());
      json.writeNumberField("maxPinLength", limits.maxPin());
    }
    json.writeEndObject();
  }

  private static void token(JsonGenerator json, Diagnosis.Examined token) throws IOException {
    json.writeObjectFieldStart("token");
    json.writeNumberField("slot", token.slot().slot());
    json.writeBooleanField("seals", token.seals());
    json.writeArrayFieldStart("mechanisms");
    for (Map.Entry<Long, MechanismInfo> each : token.mechanisms().entrySet()) {
      json.writeStartObject();
      json.writeStringField("name", MechanismNames.of(each.getKey()));
      Json.hex(json, "number", each.getKey());
      json.writeNumberField("minKeySize", each.getValue().least());
      json.writeNumberField("maxKeySize", each.getValue().most());
      Json.hex(json, "flags", each.getValue().flags());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("abilities");
    for (Ability ability : token.abilities()) {
      json.writeStartObject();
      json.writeStringField("keyAlgorithm", ApiNames.of(ability.spec()).name());
      json.writeArrayFieldStart("signingAlgorithms");
      for (var algorithm : ability.algorithms()) {
        json.writeString(ApiNames.of(algorithm).name());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("missing");
      for (String missing : ability.missing()) {
        json.writeString(missing);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void trial(JsonGenerator json, Trial trial) throws IOException {
    json.writeStartObject();
    json.writeStringField("keyAlgorithm", ApiNames.of(trial.spec()).name());
    json.writeStringField("outcome", trial.outcome().name());
    var made = trial.made();
    if (made != null) {
      json.writeNumberField("madeInMillis", made.toMillis());
    }
    CustodyAttributes custody = trial.custody();
    if (custody != null) {
      json.writeFieldName("attributes");
      CustodyJson.attributes(json, custody);
    }
    json.writeArrayFieldStart("signatures");
    for (Trial.Signature signature : trial.signatures()) {
      json.writeStartObject();
      json.writeStringField("signingAlgorithm", ApiNames.of(signature.algorithm()).name());
      json.writeBooleanField("verifies", signature.trouble() == null);
      Json.text(json, "trouble", signature.trouble());
      json.writeEndObject();
    }
    json.writeEndArray();
    Json.text(json, "trouble", trial.trouble());
    json.writeBooleanField("leftOver", trial.leftOver());
    json.writeEndObject();
  }

  private static void speed(JsonGenerator json, Speed speed) throws IOException {
    json.writeStartObject();
    json.writeStringField("keyAlgorithm", ApiNames.of(speed.spec()).name());
    json.writeStringField("signingAlgorithm", ApiNames.of(speed.algorithm()).name());
    json.writeArrayFieldStart("steps");
    for (Speed.Step step : speed.steps()) {
      json.writeStartObject();
      json.writeNumberField("sessions", step.sessions());
      json.writeNumberField("perSecond", Math.round(step.perSecond() * 10) / 10.0);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("knee", speed.knee());
    Json.text(json, "stopped", speed.stopped());
    json.writeEndObject();
  }
}
