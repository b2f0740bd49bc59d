package network.cairn.api.answer.kubo;

import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.MayFail;
import network.cairn.api.json.RecordWriter;

/// What a CID is made of.
///
/// @param cid as it was given
/// @param cidV0 empty where it has no such form
/// @param cidV1 empty where there is an error
/// @param errorMsg why the text is no CID, empty if it is
public record CidAnswer(
    String cid,
    int version,
    Base multibase,
    Codec multicodec,
    Hash multihash,
    String cidV0,
    String cidV1,
    String errorMsg)
    implements JsonRecord, MayFail {
  /// The base of the text.
  public record Base(String prefix, String name) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("prefix", prefix).field("name", name);
    }
  }

  /// The codec of the content.
  public record Codec(long code, String name) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("code", code).field("name", name);
    }
  }

  /// The multihash.
  ///
  /// @param length of the digest in bytes
  /// @param digest in hexadecimal
  public record Hash(long code, String name, int length, String digest) implements JsonRecord {
    @Override
    public void writeTo(RecordWriter out) {
      out.field("code", code).field("name", name).field("length", length).field("digest", digest);
    }
  }

  /// Of a text that is no CID.
  public static CidAnswer wrong(String cid, String errorMsg) {
    return new CidAnswer(
        cid, 0, new Base("", ""), new Codec(0, ""), new Hash(0, "", 0, ""), "", "", errorMsg);
  }

  /// What follows the first line is a hint.
  @Override
  public String failure() {
    return errorMsg.lines().findFirst().orElse("");
  }

  @Override
  public void writeTo(RecordWriter out) {
    out.field("cid", cid)
        .field("version", version)
        .field("multibase", multibase)
        .field("multicodec", multicodec)
        .field("multihash", multihash);
    if (!cidV0.isEmpty()) {
      out.field("cidV0", cidV0);
    }
    out.field("cidV1", cidV1);
    if (!errorMsg.isEmpty()) {
      out.field("errorMsg", errorMsg);
    }
  }

  /// What is missing is empty or 0.
  public static CidAnswer read(JsonValue value) {
    JsonValue base = value.at("multibase");
    JsonValue codec = value.at("multicodec");
    JsonValue hash = value.at("multihash");
    return new CidAnswer(
        value.at("cid").text(),
        (int) value.at("version").number(),
        new Base(base.at("prefix").text(), base.at("name").text()),
        new Codec(codec.at("code").number(), codec.at("name").text()),
        new Hash(
            hash.at("code").number(),
            hash.at("name").text(),
            (int) hash.at("length").number(),
            hash.at("digest").text()),
        value.at("cidV0").text(),
        value.at("cidV1").text(),
        value.at("errorMsg").text());
  }
}
