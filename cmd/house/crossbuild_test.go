package house

import (
	"os"
	"os/exec"
	"testing"
)

// The tray program is pure Go on Linux and Windows, so that it builds and runs
// where no C library of a desktop is. (macOS needs cgo for the tray.)
func TestTrayProgramBuildsWithoutCgo(t *testing.T) {
	for _, target := range []struct{ os, arch string }{
		{"linux", "amd64"},
		{"linux", "arm64"},
		{"windows", "amd64"},
		{"windows", "arm64"},
	} {
		t.Run(target.os+"/"+target.arch, func(t *testing.T) {
			cmd := exec.Command("go", "build", "-o", os.DevNull, module+"/cmd/keyport")
			cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+target.os, "GOARCH="+target.arch)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}
