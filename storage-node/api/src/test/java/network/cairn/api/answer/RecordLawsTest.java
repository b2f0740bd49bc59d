package network.cairn.api.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.answer.kubo.AddrsAnswer;
import network.cairn.api.answer.kubo.BadNodeAnswer;
import network.cairn.api.answer.kubo.CollectedAnswer;
import network.cairn.api.answer.kubo.PeerAnswer;
import network.cairn.api.answer.kubo.PinAnswer;
import network.cairn.api.answer.kubo.PinCheckAnswer;
import network.cairn.api.answer.kubo.PinListAnswer;
import network.cairn.api.json.InvalidJson;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.Commands;
import network.cairn.testing.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Laws that hold for every record a command can answer with, over random ones.
final class RecordLawsTest {
  private static final int RUNS = 60;

  /// Every record that the table's commands answer with, and those that others hold.
  static Set<Class<?>> types() {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (Command row : Commands.TABLE.atDoor()) {
      AnswerTypes.of(row)
          .ifPresent(type ->
              types.addAll(
                  type.isSealed() ? List.of(type.getPermittedSubclasses()) : List.of(type)));
    }
    types.addAll(
        List.of(
            AddrsAnswer.class,
            BadNodeAnswer.class,
            HeldSet.class,
            PeerAnswer.class,
            PinAnswer.class,
            PinListAnswer.class,
            QuotedProvider.class,
            SlotAnswer.class));
    return types;
  }

  private static JsonRecord record(Class<?> type, Random random)
      throws ReflectiveOperationException {
    // What stands beside an error, or beside a good pin, is not written.
    if (type == CollectedAnswer.class) {
      return random.nextBoolean()
          ? new CollectedAnswer(text(random), "")
          : new CollectedAnswer("", "e" + text(random));
    }
    if (type == PinCheckAnswer.class && random.nextBoolean()) {
      return new PinCheckAnswer(text(random), true, List.of());
    }
    return (JsonRecord) make(type, random);
  }

  private static Object make(Class<?> type, Random random) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType(), random);
    }
    if (type == PinCheckAnswer.class) {
      values[1] = false;
    }
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private static Object value(Type type, Random random) throws ReflectiveOperationException {
    if (type == long.class) {
      return random.nextLong() >> random.nextInt(64);
    }
    if (type == int.class) {
      return random.nextInt() >> random.nextInt(32);
    }
    if (type == double.class) {
      return random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    if (type == String.class) {
      return text(random);
    }
    if (type instanceof ParameterizedType generic) {
      return generic(generic, random);
    }
    return make((Class<?>) type, random);
  }

  private static Object generic(ParameterizedType type, Random random)
      throws ReflectiveOperationException {
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return random.nextBoolean() ? Optional.of(value(of[0], random)) : Optional.empty();
    }
    if (type.getRawType() == SequencedMap.class) {
      SequencedMap<Object, Object> map = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        map.put(value(of[0], random), value(of[1], random));
      }
      return map;
    }
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(value(of[0], random));
    }
    return list;
  }

  private static String text(Random random) {
    String letters = "az09 \"\\/{}[]:,\n\t\u0000é\u2028";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(10); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  /// The record that an answer is read as: of one kind, by the record; of several, by what they
  /// share.
  private static JsonRecord read(Class<?> type, JsonValue value)
      throws ReflectiveOperationException {
    Class<?> outer = type.getDeclaringClass();
    Class<?> reader = outer != null && outer.isSealed() ? outer : type;
    try {
      Object read = reader.getMethod("read", JsonValue.class).invoke(null, value);
      return (JsonRecord) (read instanceof Optional<?> known ? known.orElseThrow() : read);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void readsBackTheSameRecord(Class<?> type) {
    Property.check(
        RUNS,
        random -> {
          JsonRecord written = record(type, random);
          assertThat(read(type, JsonValue.parse(written.json()))).isEqualTo(written);
        });
  }

  @ParameterizedTest
  @MethodSource("types")
  void isOneLineAndTheSameEachTime(Class<?> type) {
    Property.check(
        RUNS,
        random -> {
          JsonRecord written = record(type, random);
          assertThat(written.json()).startsWith("{").endsWith("}").doesNotContain("\n", "\r");
          assertThat(written.json()).isEqualTo(written.json());
          JsonRecord again = read(type, JsonValue.parse(written.json()));
          assertThat(again.json()).isEqualTo(written.json());
        });
  }

  /// A newer daemon says more, in an order of its own.
  @ParameterizedTest
  @MethodSource("types")
  void passesOverFieldsThatItDoesNotKnow(Class<?> type) {
    Property.check(
        RUNS,
        random -> {
          JsonRecord written = record(type, random);
          List<Map.Entry<String, JsonValue>> fields =
              new ArrayList<>(JsonValue.parse(written.json()).fields().entrySet());
          Collections.shuffle(fields, random);
          Map<String, JsonValue> more = new LinkedHashMap<>();
          more.put("FromTheFuture", JsonValue.parse("[{}]"));
          fields.forEach(f -> more.put(f.getKey(), f.getValue()));
          assertThat(read(type, new JsonValue.Fields(more))).isEqualTo(written);
        });
  }

  /// A caller has one kind of fault to expect.
  @ParameterizedTest
  @MethodSource("types")
  void bearsAnyFieldMissingOrOfAnotherKind(Class<?> type) {
    List<JsonValue> strangers =
        Stream.of("null", "-1", "1e30", "\"\"", "\"many\"", "true", "[1,{}]", "{\"a\":{}}")
            .map(JsonValue::parse)
            .toList();
    Property.check(
        RUNS,
        random -> {
          JsonValue written = JsonValue.parse(record(type, random).json());
          for (String name : written.fields().keySet()) {
            Map<String, JsonValue> fields = new LinkedHashMap<>(written.fields());
            if (name.equals("Event")) {
              continue;
            }
            fields.remove(name);
            assertBorne(type, new JsonValue.Fields(fields));
            fields.put(name, strangers.get(random.nextInt(strangers.size())));
            assertBorne(type, new JsonValue.Fields(fields));
          }
          if (!PutEvent.class.isAssignableFrom(type)) {
            assertBorne(type, strangers.get(random.nextInt(strangers.size())));
          }
        });
  }

  private static void assertBorne(Class<?> type, JsonValue value)
      throws ReflectiveOperationException {
    try {
      JsonRecord read = read(type, value);
      assertThat(read.json()).startsWith("{");
      assertThat(Arrays.asList(read.getClass().getRecordComponents())).isNotEmpty();
    } catch (NoSuchElementException _) {
      // It is none of the kinds that are known, which is said by an empty answer.
    } catch (InvalidJson refused) {
      assertThat(refused).hasMessageStartingWith("the daemon answered \"");
    } catch (RuntimeException e) {
      fail(type.getSimpleName() + " of " + value, e);
    }
  }

  /// A record keeps what it was made of, whatever becomes of the caller's lists.
  @ParameterizedTest
  @MethodSource("types")
  void holdsListsOfItsOwn(Class<?> type) {
    Property.check(
        5,
        random -> {
          JsonRecord made = record(type, random);
          for (RecordComponent component : made.getClass().getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            if (component.getAccessor().invoke(made) instanceof List<?> list) {
              assertThat(list).as(component.getName()).isUnmodifiable();
            }
          }
        });
  }
}
