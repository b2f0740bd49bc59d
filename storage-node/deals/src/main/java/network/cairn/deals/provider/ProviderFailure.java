package network.cairn.deals.provider;

/// Something that the ledger refuses to the provider; the message says what and why.
public final class ProviderFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProviderFailure(String message) {
    super(message);
  }
}
