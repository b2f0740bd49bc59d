package network.cairn.ipld.codec.dagjose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;

/// dag-jose. Stateless and thread-safe.
///
/// A block is dag-cbor with the fields of a JWS or a JWE in their general forms, byte strings where
/// JOSE has base64url. As a node it has the texts; a JWS, whose payload is a CID, also has that as
/// `link`.
public final class DagJose {
  private static final String PAYLOAD = "payload";
  private static final String LINK = "link";
  private static final String CIPHERTEXT = "ciphertext";

  private static final Form SIGNATURE =
      new Form(
          "signature",
          Map.of("signature", Field.BYTES, "protected", Field.BYTES, "header", Field.MAP),
          List.of("signature"));
  private static final Form RECIPIENT =
      new Form("recipient", Map.of("encrypted_key", Field.BYTES, "header", Field.MAP), List.of());
  private static final Form JWS =
      new Form(
          "JWS",
          Map.of(PAYLOAD, Field.BYTES, "signatures", Field.SIGNATURES),
          List.of(PAYLOAD, "signatures"));
  private static final Form JWE =
      new Form(
          "JWE",
          Map.of(
              "aad",
              Field.BYTES,
              CIPHERTEXT,
              Field.BYTES,
              "iv",
              Field.BYTES,
              "protected",
              Field.BYTES,
              "recipients",
              Field.RECIPIENTS,
              "tag",
              Field.BYTES,
              "unprotected",
              Field.MAP),
          List.of(CIPHERTEXT));

  private DagJose() {}

  /// What a field holds.
  private enum Field {
    BYTES,
    MAP,
    SIGNATURES,
    RECIPIENTS
  }

  /// The fields of an object.
  private record Form(String name, Map<String, Field> fields, List<String> required) {
    void requireFields(Node.MapNode map) {
      for (String key : map.entries().keySet()) {
        if (!fields.containsKey(key)) {
          throw invalid("a " + name + " has no field \"" + key + "\"");
        }
      }
      for (String key : required) {
        if (map.get(key).isEmpty()) {
          throw invalid("a " + name + " without " + key);
        }
      }
    }
  }

  /// What is done with the values of a form on the way to it and from it.
  private interface Change {
    Node bytes(String name, Node value);
  }

  /// Reads a block.
  ///
  /// @throws InvalidNode if it is no dag-cbor, neither a JWS nor a JWE, or too large or deep
  public static Node decode(byte[] bytes) {
    Node.MapNode map = map("the object", DagCbor.decodeRelaxed(bytes));
    boolean encrypted = map.get(CIPHERTEXT).isPresent();
    Node.MapNode text = changed(encrypted ? JWE : JWS, map, DagJose::text);
    if (encrypted) {
      return text;
    }
    SequencedMap<String, Node> linked = new LinkedHashMap<>();
    linked.put(LINK, Node.of(payload(map)));
    linked.putAll(text.entries());
    return new Node.MapNode(linked);
  }

  /// Writes an object, whose byte strings are base64url texts; one of the flattened form is written
  /// in the general one. Its `link` is left out.
  ///
  /// @throws InvalidNode if it is neither a JWS, whose payload is a CID, nor a JWE
  public static byte[] encode(Node object) {
    Node.MapNode map = map("the object", object);
    if (map.get(CIPHERTEXT).isPresent()) {
      return DagCbor.encode(changed(JWE, general(map, RECIPIENT, "recipients"), DagJose::bytes));
    }
    if (map.get(PAYLOAD).isEmpty()) {
      throw invalid("neither a JWS with its payload nor a JWE with its ciphertext");
    }
    SequencedMap<String, Node> entries = new LinkedHashMap<>(map.entries());
    Optional<Node> link = Optional.ofNullable(entries.remove(LINK));
    Node.MapNode general = general(new Node.MapNode(entries), SIGNATURE, "signatures");
    Node.MapNode written = changed(JWS, general, DagJose::bytes);
    Cid payload = payload(written);
    if (link.isPresent() && !link.get().equals(Node.of(payload))) {
      throw invalid("the link is not the payload's");
    }
    return DagCbor.encode(written);
  }

  /// The links of a block: the payload's, then those in headers.
  ///
  /// @throws InvalidNode if it is no dag-jose
  public static List<Cid> links(byte[] bytes) {
    return decode(bytes).links();
  }

  /// An object of the flattened form, whose one signature or recipient stands among its own fields,
  /// in the general form.
  private static Node.MapNode general(Node.MapNode map, Form form, String list) {
    SequencedMap<String, Node> outer = new LinkedHashMap<>();
    SequencedMap<String, Node> inner = new LinkedHashMap<>();
    map.entries()
        .forEach(
            (name, value) -> (form.fields().containsKey(name) ? inner : outer).put(name, value));
    if (!inner.isEmpty() && outer.containsKey(list)) {
      throw invalid("both " + list + " and " + inner.firstEntry().getKey());
    }
    if (!inner.isEmpty()) {
      outer.put(list, Node.of(List.of(new Node.MapNode(inner))));
    }
    return new Node.MapNode(outer);
  }

  private static Node.MapNode changed(Form form, Node.MapNode map, Change change) {
    form.requireFields(map);
    SequencedMap<String, Node> entries = new LinkedHashMap<>();
    map.entries()
        .forEach((name, value) ->
            entries.put(
                name,
                switch (Objects.requireNonNull(form.fields().get(name))) {
                  case BYTES -> change.bytes(name, value);
                  case MAP -> map(name, value);
                  case SIGNATURES -> list(SIGNATURE, name, value, change);
                  case RECIPIENTS -> list(RECIPIENT, name, value, change);
                }));
    return new Node.MapNode(entries);
  }

  private static Node list(Form form, String name, Node value, Change change) {
    if (!(value instanceof Node.ListNode(List<Node> values)) || values.isEmpty()) {
      throw invalid(name + " is no list with at least one " + form.name());
    }
    List<Node> all = new ArrayList<>();
    for (Node one : values) {
      all.add(element(form, map(form.name(), one), change));
    }
    return Node.of(all);
  }

  /// Has no lists.
  private static Node element(Form form, Node.MapNode map, Change change) {
    form.requireFields(map);
    SequencedMap<String, Node> entries = new LinkedHashMap<>();
    map.entries()
        .forEach((name, value) ->
            entries.put(
                name,
                form.fields().get(name) == Field.BYTES
                    ? change.bytes(name, value)
                    : map(name, value)));
    return new Node.MapNode(entries);
  }

  private static Node text(String name, Node value) {
    if (value instanceof Node.Bytes bytes) {
      return Node.of(Multibase.encodeBase64url(bytes.value()));
    }
    throw invalid(name + " is no byte string");
  }

  private static Node bytes(String name, Node value) {
    if (!(value instanceof Node.Text(String text))) {
      throw invalid(name + " is no text");
    }
    try {
      return Node.of(Multibase.decodeBase64url(text));
    } catch (InvalidMultibase e) {
      throw new InvalidNode("dag-jose: " + name + " is no base64url: " + e.getMessage(), e);
    }
  }

  private static Cid payload(Node.MapNode written) {
    if (!(written.get(PAYLOAD).orElse(Node.ofNull()) instanceof Node.Bytes bytes)) {
      throw invalid("payload is no byte string");
    }
    try {
      return Cid.decode(bytes.value());
    } catch (InvalidCid e) {
      throw new InvalidNode("dag-jose: payload is not a valid CID: " + e.getMessage(), e);
    }
  }

  private static Node.MapNode map(String name, Node value) {
    if (value instanceof Node.MapNode map) {
      return map;
    }
    throw invalid(name + " is no map");
  }

  private static InvalidNode invalid(String what) {
    return new InvalidNode("dag-jose: " + what);
  }
}
