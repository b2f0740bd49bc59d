package network.cairn.store.pin;

/// A pin cannot be added, changed or removed as asked; the message is Kubo's where Kubo has one.
public final class PinRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PinRefused(String message) {
    super(message);
  }
}
