package network.cairn.libp2p;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import network.cairn.base.time.RealScheduler;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.pnet.InvalidSwarmKey;
import network.cairn.libp2p.transport.tcp.TcpTransport;

/// The types that a program meets which puts a host together and uses it: those it begins with, and
/// whatever their public signatures name.
final class PublicSurface {
  private static final List<Class<?>> BEGIN =
      List.of(
          HostBuilder.class,
          TcpTransport.class,
          RealScheduler.class,
          InvalidPeer.class,
          InvalidMultiaddr.class,
          InvalidSwarmKey.class,
          StreamTimeout.class);

  private final Set<String> names = new TreeSet<>();
  private final Deque<Class<?>> unread = new ArrayDeque<>();

  private PublicSurface() {}

  /// Their names, nested types aside.
  static Set<String> types() {
    PublicSurface surface = new PublicSurface();
    BEGIN.forEach(surface::see);
    while (!surface.unread.isEmpty()) {
      surface.read(surface.unread.poll());
    }
    return surface.names;
  }

  private void read(Class<?> type) {
    for (Method method : type.getDeclaredMethods()) {
      if (isPublic(method) && !method.isSynthetic()) {
        see(method.getGenericReturnType());
        seeParameters(method);
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isPublic(constructor)) {
        seeParameters(constructor);
      }
    }
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers())) {
        see(field.getGenericType());
      }
    }
    List.of(type.getGenericInterfaces()).forEach(this::see);
    List.of(type.getDeclaredClasses()).forEach(this::seeIfPublic);
    if (type.getGenericSuperclass() != null) {
      see(type.getGenericSuperclass());
    }
    if (type.isSealed()) {
      List.of(type.getPermittedSubclasses()).forEach(this::seeIfPublic);
    }
  }

  private static boolean isPublic(Executable executable) {
    return Modifier.isPublic(executable.getModifiers());
  }

  private void seeIfPublic(Class<?> type) {
    if (Modifier.isPublic(type.getModifiers())) {
      see(type);
    }
  }

  private void seeParameters(Executable executable) {
    List.of(executable.getGenericParameterTypes()).forEach(this::see);
    List.of(executable.getGenericExceptionTypes()).forEach(this::see);
  }

  private void see(Type type) {
    switch (type) {
      case ParameterizedType whole -> {
        see(whole.getRawType());
        List.of(whole.getActualTypeArguments()).forEach(this::see);
      }
      case WildcardType any -> List.of(any.getUpperBounds()).forEach(this::see);
      case GenericArrayType array -> see(array.getGenericComponentType());
      case Class<?> array when array.isArray() -> see(array.componentType());
      case Class<?> one when one.getName().startsWith("network.cairn.") -> {
        Class<?> outermost = one;
        while (outermost.getDeclaringClass() != null) {
          outermost = outermost.getDeclaringClass();
        }
        if (names.add(outermost.getName())) {
          unread.add(outermost);
        }
      }
      default -> {
        // A type of the JDK, or a variable.
      }
    }
  }
}
