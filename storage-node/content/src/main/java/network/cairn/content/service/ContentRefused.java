package network.cairn.content.service;

/// What was asked cannot be done with this content; the message is for the caller as it is.
public final class ContentRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ContentRefused(String message) {
    super(message);
  }
}
