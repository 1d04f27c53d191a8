; The installer of Keyport for Windows: for one person, without administrator
; rights. .ci/package-windows calls it with
;   VERSION  1.2.3 or 1.2.3-dev     NUMBER  1.2.3.0
;   FILES    the folder with what is installed
;   ICON     keyport.ico            BANNER  banner.bmp
;   OUT      the installer to write
;   SIGN     a command that signs the file it is given, or nothing
;
; Silent: setup.exe /S, uninstall.exe /S. A silent uninstaller keeps the settings
; and removes the keys; /REMOVESETTINGS and /KEEPKEYS say otherwise.
; Exit codes: 0 done, 1 cancelled, 2 Keyport could not be ended, 3 its files are in
; use, 4 the new files could not be written (nothing was changed), 5 another
; installer of Keyport runs; 6 it is removed, but its keys are not.

Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64
AllowSkipFiles off ; or a silent installer goes on without a file for which there was no room

!include MUI2.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Keyport"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"

Name "Keyport"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Keyport"
InstallDirRegKey HKCU "${KEY}" InstallLocation
BrandingText "Keyport ${VERSION}"
ManifestDPIAware true
ManifestSupportedOS Win10
!if "${SIGN}" != ""
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

VIProductVersion "${NUMBER}"
VIAddVersionKey /LANG=0 ProductName "Keyport"
VIAddVersionKey /LANG=0 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=0 FileVersion "${VERSION}"
VIAddVersionKey /LANG=0 FileDescription "Keyport Setup"
VIAddVersionKey /LANG=0 CompanyName "${PUBLISHER}"
VIAddVersionKey /LANG=0 LegalCopyright "${COPYRIGHT}"

Var WasRunning
Var KeepSettings
Var KeepKeys
Var Box1
Var Box2

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${BANNER}"
!define MUI_WELCOMEPAGE_TITLE "$(WelcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(WelcomeText)"
!define MUI_FINISHPAGE_TITLE "$(FinishTitle)"
!define MUI_FINISHPAGE_TEXT "$(FinishText)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\keyport.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(StartKeyport)"
!define MUI_CUSTOMFUNCTION_ABORT aborted

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!define MUI_PAGE_CUSTOMFUNCTION_SHOW finishShown
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.askPage un.askLeave
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE German
!include texts.nsh

; awaitEnd ends a running Keyport by the program in FROM: answers that are under
; way have a minute to end. $WasRunning is 1 when there was one.
!macro awaitEnd FROM
  StrCpy $WasRunning 0
  ExecWait '"${FROM}" status' $0
  ${If} $0 = 0
    StrCpy $WasRunning 1
    DetailPrint "$(Ending)"
    ${Do}
      ExecWait '"${FROM}" quit --within 60s' $0
      ${If} $0 = 0
        ${Break}
      ${EndIf}
      ExecWait '"${FROM}" status' $1
      ${If} $1 <> 0 ; it has ended by itself meanwhile
        ${Break}
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(NotEnded)" /SD IDCANCEL IDRETRY +3
      SetErrorLevel 2
      Abort "$(NotEnded)"
    ${Loop}
  ${EndIf}
  ; A window that had started Keyport itself is still there.
  StrCpy $1 0
  ${Do}
    FindWindow $0 "GLFW30" "Keyport"
    ${If} $0 = 0
    ${OrIf} $1 > 50
      ${Break}
    ${EndIf}
    ${If} $1 = 0
      SendMessage $0 ${WM_CLOSE} 0 0 /TIMEOUT=2000
    ${EndIf}
    IntOp $1 $1 + 1
    Sleep 100
  ${Loop}
!macroend

; awaitFree waits until FILE is gone or can be written: Windows locks a program
; until its last process has gone.
!macro awaitFree FILE
  StrCpy $1 0
  ${DoWhile} ${FileExists} "${FILE}"
    ClearErrors
    FileOpen $0 "${FILE}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    IntOp $1 $1 + 1
    ${If} $1 > 100
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(InUse)" /SD IDCANCEL IDRETRY +3
      SetErrorLevel 3
      Abort "$(InUse)"
      StrCpy $1 0
    ${EndIf}
    Sleep 100
  ${Loop}
!macroend

; onlyOne ends this installer when another one, or an uninstaller, runs: each
; would find the files that the other one has just put there or taken away.
!macro onlyOne
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "KeyportSetup") p .r1 ?e'
  Pop $0
  ${If} $0 = 183 ; ERROR_ALREADY_EXISTS
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(Another)" /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
!macroend

Function .onInit
  !insertmacro onlyOne
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(OldWindows)" /SD IDOK
    SetErrorLevel 1
    Quit
  ${EndIf}
  ReadRegStr $0 HKCU "${KEY}" DisplayVersion
  ${If} $0 != ""
    ; 1.2.3-dev counts as 1.2.3.
    ${WordFind} $0 "-" "+1" $1
    ${WordFind} "${VERSION}" "-" "+1" $2
    ${VersionCompare} $1 $2 $3
    ${If} $3 = 1
      ; Silently it goes on: what a newer Keyport has saved is read and left as it is.
      MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(Older)" /SD IDYES IDYES +3
      SetErrorLevel 1
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Function aborted
  SetErrorLevel 1
FunctionEnd

; What was written of the new version goes again, and what was there stays.
Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\new"
  RMDir "$INSTDIR"
FunctionEnd

!macro place FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    Delete "$INSTDIR\${FILE}"
  ${EndIf}
  Rename "$INSTDIR\new\${FILE}" "$INSTDIR\${FILE}"
!macroend

Section
  SetDetailsPrint both
  ; All of the new version first, so that a disk that is full costs nothing.
  SetErrorLevel 4
  SetOutPath "$INSTDIR\new"
  File "${FILES}\keyport.exe"
  File "${FILES}\keyport.com"
  File "${FILES}\keyport-window.exe"
  File "${FILES}\licence.txt"
  SetErrorLevel 0

  ; The new program ends the old one, so that it does not matter what the old one understands.
  !insertmacro awaitEnd "$INSTDIR\new\keyport.exe"
  !insertmacro awaitFree "$INSTDIR\keyport.exe"
  !insertmacro awaitFree "$INSTDIR\keyport.com"
  !insertmacro awaitFree "$INSTDIR\keyport-window.exe"

  SetOutPath "$INSTDIR"
  ClearErrors
  !insertmacro place keyport.exe
  !insertmacro place keyport.com
  !insertmacro place keyport-window.exe
  !insertmacro place licence.txt
  ${If} ${Errors} ; somebody has started it in this moment
    SetErrorLevel 3
    Abort "$(InUse)"
  ${EndIf}
  RMDir "$INSTDIR\new"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Keyport.lnk" "$INSTDIR\keyport.exe" "" "$INSTDIR\keyport.exe" 0 SW_SHOWNORMAL "" "$(About)"

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegStr HKCU "${KEY}" DisplayName "Keyport"
  WriteRegStr HKCU "${KEY}" DisplayVersion "${VERSION}"
  WriteRegStr HKCU "${KEY}" Publisher "${PUBLISHER}"
  WriteRegStr HKCU "${KEY}" DisplayIcon "$INSTDIR\keyport.exe,0"
  WriteRegStr HKCU "${KEY}" InstallLocation "$INSTDIR"
  WriteRegStr HKCU "${KEY}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" EstimatedSize $0
  WriteRegDWORD HKCU "${KEY}" NoModify 1
  WriteRegDWORD HKCU "${KEY}" NoRepair 1

  ${If} $WasRunning = 1
    Exec '"$INSTDIR\keyport.exe"'
  ${EndIf}
SectionEnd

; finishShown takes the question away when Keyport runs again already.
Function finishShown
  ${If} $WasRunning = 1
    ${NSD_Uncheck} $mui.FinishPage.Run
    ShowWindow $mui.FinishPage.Run ${SW_HIDE}
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro onlyOne
  StrCpy $KeepSettings 1
  StrCpy $KeepKeys 0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/REMOVESETTINGS" $1
  ${IfNot} ${Errors}
    StrCpy $KeepSettings 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/KEEPKEYS" $1
  ${IfNot} ${Errors}
    StrCpy $KeepKeys 1
  ${EndIf}
FunctionEnd

; The one question of the uninstaller.
Function un.askPage
  !insertmacro MUI_HEADER_TEXT "$(RemoveTitle)" "$(RemoveSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 32u "$(RemoveText)"
  Pop $0
  ${NSD_CreateCheckbox} 0 42u 100% 12u "$(KeepSettingsText)"
  Pop $Box1
  ${NSD_SetState} $Box1 $KeepSettings
  ${NSD_CreateCheckbox} 0 60u 100% 12u "$(KeepKeysText)"
  Pop $Box2
  ${NSD_SetState} $Box2 $KeepKeys
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(RemoveButton)"
  nsDialogs::Show
FunctionEnd

Function un.askLeave
  ${NSD_GetState} $Box1 $KeepSettings
  ${NSD_GetState} $Box2 $KeepKeys
FunctionEnd

Section Uninstall
  SetDetailsPrint both
  ${If} ${FileExists} "$INSTDIR\keyport.exe"
    !insertmacro awaitEnd "$INSTDIR\keyport.exe"
    ${If} $KeepKeys = 0
      DetailPrint "$(Forgetting)"
      ExecWait '"$INSTDIR\keyport.exe" forget --yes' $0
      ${If} $0 <> 0
        MessageBox MB_OK|MB_ICONEXCLAMATION "$(KeysLeft)" /SD IDOK
        DetailPrint "$(KeysLeft)"
        SetErrorLevel 6
      ${EndIf}
    ${EndIf}
  ${EndIf}
  !insertmacro awaitFree "$INSTDIR\keyport.exe"
  !insertmacro awaitFree "$INSTDIR\keyport.com"
  !insertmacro awaitFree "$INSTDIR\keyport-window.exe"

  Delete "$INSTDIR\keyport.exe"
  Delete "$INSTDIR\keyport.com"
  Delete "$INSTDIR\keyport-window.exe"
  Delete "$INSTDIR\licence.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir /r "$INSTDIR\new" ; of an installer that was killed
  SetOutPath "$TEMP" ; a folder in which a program stands cannot be removed
  RMDir "$INSTDIR"
  RMDir "$LOCALAPPDATA\Programs" ; when nothing else is in it
  Delete "$SMPROGRAMS\Keyport.lnk"

  DeleteRegValue HKCU "${RUN}" "Keyport" ; start at login
  DeleteRegValue HKCU "${APPROVED}" "Keyport"
  DeleteRegKey HKCU "${KEY}"

  RMDir /r "$LOCALAPPDATA\Keyport" ; the control socket, lists of models, what a crash has left
  RMDir /r "$LOCALAPPDATA\fyne\app.keyport.Keyport"
  RMDir "$LOCALAPPDATA\fyne"
  ${If} $KeepSettings = 0
    RMDir /r "$APPDATA\Keyport"
    RMDir /r "$APPDATA\fyne\app.keyport.Keyport" ; what the window remembers of its size
    RMDir "$APPDATA\fyne"
  ${EndIf}
SectionEnd
