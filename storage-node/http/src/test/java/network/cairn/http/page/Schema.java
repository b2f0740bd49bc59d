package network.cairn.http.page;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Says where a value is not what a schema wants: the part of JSON Schema that the OpenAPI file
/// uses.
record Schema(JsonNode document) {
  /// Faults, each with its place; none if the value fits.
  List<String> faults(JsonNode schema, JsonNode value, String place) {
    List<String> faults = new ArrayList<>();
    check(schema, value, place, faults);
    return faults;
  }

  private void check(JsonNode schema, JsonNode value, String place, List<String> faults) {
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asString().replace("#/components/schemas/", "");
      JsonNode named = document.path("components").path("schemas").path(name);
      if (named.isMissingNode()) {
        faults.add(place + ": the file has no schema " + name);
      } else {
        check(named, value, place, faults);
      }
    } else if (schema.has("anyOf")) {
      boolean fits = false;
      for (JsonNode one : schema.path("anyOf")) {
        fits |= faults(one, value, place).isEmpty();
      }
      if (!fits) {
        faults.add(place + ": fits nothing of anyOf: " + value);
      }
    } else if (!isOf(schema.path("type").asString(), value)) {
      faults.add(place + ": no " + schema.path("type").asString() + ": " + value);
    } else {
      text(schema, value, place, faults);
      parts(schema, value, place, faults);
    }
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> false;
    };
  }

  private static void text(JsonNode schema, JsonNode value, String place, List<String> faults) {
    if (schema.has("pattern") && !value.asString().matches(schema.path("pattern").asString())) {
      faults.add(place + ": not of the pattern: " + value);
    }
    if (schema.has("enum")) {
      boolean listed = false;
      for (JsonNode one : schema.path("enum")) {
        listed |= one.equals(value);
      }
      if (!listed) {
        faults.add(place + ": not listed: " + value);
      }
    }
  }

  private void parts(JsonNode schema, JsonNode value, String place, List<String> faults) {
    for (JsonNode item : value.isArray() ? value : List.<JsonNode>of()) {
      check(schema.path("items"), item, place + "[]", faults);
    }
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asString())) {
        faults.add(place + ": lacks " + name);
      }
    }
    if (value.isObject()) {
      value
          .propertyStream()
          .forEach(part -> {
            JsonNode known = schema.path("properties").path(part.getKey());
            if (!known.isMissingNode()) {
              check(known, part.getValue(), place + "." + part.getKey(), faults);
            } else if (!schema.path("additionalProperties").asBoolean(true)) {
              faults.add(place + ": the file does not tell of " + part.getKey());
            }
          });
    }
  }
}
