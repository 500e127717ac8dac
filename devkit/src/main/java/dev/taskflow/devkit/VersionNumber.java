package dev.taskflow.devkit;

/** How a request names a version of a subject: a number from 1, or the latest. */
record VersionNumber(int value) {
    private static final VersionNumber LATEST = new VersionNumber(-1);

    static VersionNumber of(String text) {
        if (text.equals("latest") || text.equals("-1")) {
            return LATEST;
        }
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw RegistryException.invalidVersion(text);
        }
        if (value < 1) {
            throw RegistryException.invalidVersion(text);
        }
        return new VersionNumber(value);
    }

    boolean isLatest() {
        return value < 0;
    }
}
