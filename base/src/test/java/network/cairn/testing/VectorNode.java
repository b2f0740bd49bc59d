package network.cairn.testing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A value in a JSON file of vectors, or the place where one could stand.
///
/// Going on to a key or an entry that is not there is fine; asking such a place for its value, or
/// for a value of another kind than it has, throws [AbsentVector] and so leaves the case out. What
/// a case may lack is asked for with [#has], [#isGiven] or a fallback; a group of cases that may be
/// missing is read with [#cases] or [#named].
public final class VectorNode implements Iterable<VectorNode> {
  private final Vectors vectors;
  private final String place;
  private final JsonNode json;

  VectorNode(Vectors vectors, String place, JsonNode json) {
    this.vectors = vectors;
    this.place = place;
    this.json = json;
  }

  static VectorNode absent(Vectors vectors, String place) {
    return new VectorNode(vectors, place, MissingNode.getInstance());
  }

  public VectorNode get(String key) {
    return new VectorNode(vectors, place + "." + key, json.path(key));
  }

  public VectorNode get(int index) {
    return new VectorNode(vectors, place + "[" + index + "]", json.path(index));
  }

  /// This value, for a check that reads only things of it that it may lack.
  ///
  /// @throws AbsentVector if there is none
  public VectorNode required() {
    present();
    return this;
  }

  /// Whether the key is there, if only with null.
  public boolean has(String key) {
    return json.has(key);
  }

  /// Whether the key is there with a value that is not null.
  public boolean isGiven(String key) {
    return json.hasNonNull(key);
  }

  public boolean isNull() {
    return present().isNull();
  }

  public boolean isObject() {
    return present().isObject();
  }

  public boolean isArray() {
    return present().isArray();
  }

  public boolean isString() {
    return present().isString();
  }

  public boolean isBoolean() {
    return present().isBoolean();
  }

  public boolean isContainer() {
    return present().isContainer();
  }

  public String asString() {
    return scalar().asString();
  }

  public String asString(String fallback) {
    return json.isMissingNode() ? fallback : asString();
  }

  public int asInt() {
    return scalar().asInt();
  }

  public int asInt(int fallback) {
    return json.isMissingNode() ? fallback : asInt();
  }

  public long asLong() {
    return scalar().asLong();
  }

  public boolean asBoolean() {
    return scalar().asBoolean();
  }

  public boolean asBoolean(boolean fallback) {
    return json.isMissingNode() ? fallback : asBoolean();
  }

  /// How many entries an array or object has.
  public int size() {
    return container().size();
  }

  /// The entries of an array, or the values of an object, which must be there.
  @Override
  public Iterator<VectorNode> iterator() {
    return values(container()).iterator();
  }

  public Stream<VectorNode> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /// The members of an object, which must be there, in their order.
  public Map<String, VectorNode> members() {
    return members(container());
  }

  /// The cases of a group; none where the group is not there.
  public List<VectorNode> cases(String group) {
    VectorNode cases = get(group);
    return cases.values(cases.json);
  }

  /// The cases of a group by name; none where the group is not there.
  public Map<String, VectorNode> named(String group) {
    VectorNode cases = get(group);
    return cases.members(cases.json);
  }

  /// Checks every case of a group, as [Vectors#each].
  public <E extends Exception> int each(String group, Vectors.Check<VectorNode, E> check) throws E {
    return vectors.each(cases(group), check);
  }

  /// Checks every entry of a file that is one array, as [Vectors#each].
  public <E extends Exception> int each(Vectors.Check<VectorNode, E> check) throws E {
    return vectors.each(values(json), check);
  }

  /// Checks every case of a group, as [Vectors#sum].
  public <E extends Exception> int sum(String group, Vectors.Count<VectorNode, E> check) throws E {
    return vectors.sum(cases(group), check);
  }

  /// The text of this value as JSON.
  public String text() {
    return present().toString();
  }

  /// For messages only: this value as JSON, or the place where there is none.
  @Override
  public String toString() {
    return json.isMissingNode() ? "nothing at " + place : json.toString();
  }

  private List<VectorNode> values(JsonNode from) {
    List<VectorNode> values = new ArrayList<>();
    if (from.isObject()) {
      values.addAll(members(from).values());
    } else {
      for (int i = 0; i < from.size(); i++) {
        values.add(get(i));
      }
    }
    return values;
  }

  private Map<String, VectorNode> members(JsonNode from) {
    Map<String, VectorNode> members = new LinkedHashMap<>();
    from.properties().forEach(e -> members.put(e.getKey(), get(e.getKey())));
    return members;
  }

  private JsonNode present() {
    if (json.isMissingNode()) {
      throw new AbsentVector("nothing at " + place);
    }
    return json;
  }

  private JsonNode scalar() {
    if (!present().isValueNode()) {
      throw new AbsentVector("no plain value at " + place);
    }
    return json;
  }

  private JsonNode container() {
    if (!present().isContainer()) {
      throw new AbsentVector("no list or object at " + place);
    }
    return json;
  }
}
