package assets

// Version is Keyport's own version, "1.2.3" of a release. The build sets it from
// FyneApp.toml, see .ci/version; a plain `go build` leaves "dev".
var Version = "dev"
