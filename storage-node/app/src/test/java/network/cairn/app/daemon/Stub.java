package network.cairn.app.daemon;

import java.lang.reflect.Proxy;
import java.util.Map;

/// An object of which a test calls a few methods only.
final class Stub {
  /// What a method answers that answers nothing.
  static final Object NOTHING = new Object();

  private Stub() {}

  /// What a method answers.
  interface Answer {
    Object call(Object[] arguments) throws Throwable;
  }

  /// @param answers by the methods' names; every other method fails
  @SuppressWarnings("ReferenceEquality") // NOTHING is one object
  static <T> T of(Class<T> type, Map<String, Answer> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              Answer answer = answers.get(method.getName());
              if (answer == null) {
                throw new UnsupportedOperationException(method.getName());
              }
              Object value = answer.call(arguments == null ? new Object[0] : arguments);
              return value == NOTHING ? null : value;
            }));
  }
}
