//go:build unix

package settings

import (
	"errors"
	"syscall"
)

// diskFull also counts a person's share of the disk, and the largest file that a shell allows.
func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
