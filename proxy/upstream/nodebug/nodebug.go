// Package nodebug takes http2debug out of GODEBUG. With it net/http prints every
// header of an HTTP/2 connection, keys included, on the standard logger of
// whatever program makes the call. It knows that variable and nothing else.
//
// net/http reads the variable when it is initialised, before main. Packages are
// initialised in the order of their import paths as soon as their imports are
// (Go specification, "Program initialization"), so this one, which imports
// next to nothing, comes before net/http in any program that holds it. For that
// it must import nothing of net/http's.
package nodebug

import (
	"os"
	"strings"
)

func init() {
	if now := os.Getenv("GODEBUG"); strings.Contains(now, "http2debug") {
		_ = os.Setenv("GODEBUG", without(now))
	}
}

// without gives the settings of GODEBUG but for http2debug. net/http looks for
// its setting anywhere in the text, so every part with the word goes.
func without(settings string) string {
	var kept []string
	for setting := range strings.SplitSeq(settings, ",") {
		if !strings.Contains(setting, "http2debug") {
			kept = append(kept, setting)
		}
	}
	return strings.Join(kept, ",")
}
