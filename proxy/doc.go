// Package proxy is the http.Handler that apps talk to: New(Config) gives it,
// Swap replaces its configuration without touching running streams. A request
// flows through the guard (refuse early), the route table (exact match), the
// client (who is asking), the rules (params, think), the upstream (the key is
// put on there, and only there) and back, event by event. The package knows
// neither the application around it, nor the settings file, nor the keychain.
package proxy
