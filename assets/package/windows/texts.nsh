; What the installer says. Every text stands here in both languages.
!macro text NAME ENGLISH GERMAN
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_GERMAN} "${GERMAN}"
!macroend
!define text "!insertmacro text"

${text} WelcomeTitle "Install Keyport ${VERSION}" "Keyport ${VERSION} installieren"
${text} WelcomeText "Keyport keeps the keys of your AI accounts safe and lets the AI tools on this computer use them.$\r$\n$\r$\nIt is installed for you alone; no administrator is needed. A Keyport that runs is ended first, and your settings and keys stay." \
  "Keyport bewahrt die Schlüssel Ihrer KI-Konten sicher auf, und die KI-Programme auf diesem Computer können sie benutzen.$\r$\n$\r$\nEs wird nur für Sie installiert; dafür braucht es keinen Administrator. Ein laufendes Keyport wird vorher beendet, Ihre Einstellungen und Schlüssel bleiben."
${text} FinishTitle "Keyport is installed" "Keyport ist installiert"
${text} FinishText "You find it in the start menu and, while it runs, beside the clock." "Sie finden es im Startmenü und, während es läuft, neben der Uhr."
${text} StartKeyport "Start Keyport" "Keyport starten"
${text} About "Your AI keys, for every app on this computer" "Ihre KI-Schlüssel, für jedes Programm auf diesem Computer"
${text} OldWindows "Keyport needs Windows 10 or newer." "Keyport braucht Windows 10 oder neuer."
${text} Older "A newer Keyport ($0) is installed. Version ${VERSION} reads its settings, but may be unable to save changes to them.$\r$\n$\r$\nInstall the older version all the same?" \
  "Ein neueres Keyport ($0) ist installiert. Version ${VERSION} liest dessen Einstellungen, kann Änderungen daran aber vielleicht nicht speichern.$\r$\n$\r$\nTrotzdem die ältere Version installieren?"
${text} Ending "Ending the running Keyport; answers under way have a minute" "Das laufende Keyport wird beendet; laufende Antworten haben eine Minute"
${text} NotEnded "The running Keyport could not be ended. Please choose Quit in its menu beside the clock, then Retry." \
  "Das laufende Keyport ließ sich nicht beenden. Bitte wählen Sie Beenden in seinem Menü neben der Uhr, dann Wiederholen."
${text} InUse "The files of Keyport are in use. Please close Keyport and its window, then Retry." \
  "Die Dateien von Keyport werden benutzt. Bitte schließen Sie Keyport und sein Fenster, dann Wiederholen."
${text} Another "Keyport is just being installed or removed. Please let that end first." "Keyport wird gerade installiert oder entfernt. Bitte warten Sie, bis das fertig ist."
${text} RemoveTitle "Remove Keyport" "Keyport entfernen"
${text} RemoveSubtitle "What should stay on this computer?" "Was soll auf diesem Computer bleiben?"
${text} RemoveText "Keyport is ended and removed. Apps that use it will not reach their models any more. What you keep is there again when you install Keyport another time." \
  "Keyport wird beendet und entfernt. Programme, die es benutzen, erreichen ihre Modelle nicht mehr. Was Sie behalten, ist wieder da, wenn Sie Keyport noch einmal installieren."
${text} KeepSettingsText "Keep the settings" "Die Einstellungen behalten"
${text} KeepKeysText "Keep the keys and passwords in the Windows Credential Manager" "Die Schlüssel und Passwörter in der Windows-Anmeldeinformationsverwaltung behalten"
${text} RemoveButton "Remove" "Entfernen"
${text} Forgetting "Removing the keys from the Windows Credential Manager" "Die Schlüssel werden aus der Windows-Anmeldeinformationsverwaltung entfernt"
${text} KeysLeft "The keys could not be removed. Please open the Windows Credential Manager and remove the entries that begin with Keyport." \
  "Die Schlüssel ließen sich nicht entfernen. Bitte öffnen Sie die Windows-Anmeldeinformationsverwaltung und entfernen Sie die Einträge, die mit Keyport beginnen."
